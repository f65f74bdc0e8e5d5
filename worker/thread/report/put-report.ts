import { hash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bucketOfArn } from '../../../db/model/arn.ts'
import { BUCKET_CONFIGURATIONS } from '../../../db/model/bucket-configuration.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type { StagedBody } from '../../../db/objects/object-writes.ts'
import type { JobBrief } from '../../operations/batch-operation.ts'
import { reportManifestChecksum, reportManifestJson } from '../../report/manifest-json.ts'
import { reportKeys } from '../../report/report-keys.ts'
import type { ReportFile } from '../../report/row-result.ts'
import type { WorkTools } from '../work-tools.ts'

interface Report {
  readonly job: JobBrief
  readonly folder: string
  readonly files: readonly ReportFile[]
}

/**
 * Puts a report's files into the report bucket: results first, the index last. `report.json` has the index's content
 * too, because the API Reference names that path (reference 8.1).
 */
export async function putReport({ job, folder, files }: Report, tools: WorkTools): Promise<void> {
  const bucket = bucketOfArn(job.report.bucket ?? '') ?? ''
  await refuseDefaultRetention(bucket, tools)
  const keys = reportKeys(job.id, job.report.prefix)
  const put = putter(bucket, job, tools)
  for (const { status, part, path, md5 } of files) {
    await put(keys.results(status, part), 'text/csv', md5, () => tools.store.writes.stageFile(path))
  }
  const prefix = job.report.prefix
  const index = reportManifestJson({ jobId: job.id, bucket, prefix, createdAt: createdAt(folder, tools), files })
  const checksum = reportManifestChecksum(index)
  const text = (key: string, type: string, content: string): Promise<void> =>
    put(key, type, hash('md5', content), () => tools.store.writes.stageBytes(Buffer.from(content)))
  await text(keys.manifestChecksum, 'text/plain', checksum)
  await text(keys.manifest, 'application/json', index)
  await text(keys.manifest.replace(/manifest\.json$/, 'report.json'), 'application/json', index)
}

/** An object that is there already, written before a crash, is not written twice. Always SSE-S3 (reference 8.1). */
function putter(bucket: string, job: JobBrief, { store }: WorkTools) {
  return async (key: string, contentType: string, etag: string, stage: () => Promise<StagedBody>): Promise<void> => {
    const present = await store.reads.find({ bucket, key })
    if (present !== undefined && !present.deleteMarker && present.etag === etag) return
    await store.writes.put({
      bucket,
      key,
      owner: job.account,
      headers: { contentType },
      encryption: { kind: 'SSE-S3' },
      etag,
      body: await stage(),
    })
  }
}

/** The moment of the first attempt, so that a second one writes the same index. */
function createdAt(folder: string, { clock }: WorkTools): number {
  const file = join(folder, 'report-created')
  // Empty: the process died while it was written.
  const first = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0
  if (first > 0) return first
  const now = clock.now()
  writeFileSync(file, String(now))
  return now
}

/** A bucket that locks what it gets takes no reports (User Guide, "Tracking job status and completion reports"). */
async function refuseDefaultRetention(bucket: string, { store }: WorkTools): Promise<void> {
  const lock = (await store.buckets.configuration(bucket, BUCKET_CONFIGURATIONS.objectLock)) as
    | { readonly Rule?: { readonly DefaultRetention?: unknown } }
    | undefined
  if (lock?.Rule?.DefaultRetention !== undefined) throw new S3Error('AccessDenied')
}
