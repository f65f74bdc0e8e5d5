import { join } from 'node:path'
import type { JobManifest } from '../../../db/model/job.ts'
import { namedObject } from '../../access-points/named-bucket.ts'
import { JobFailed } from '../../job-failed.ts'
import type { WorkTools } from '../work-tools.ts'
import { type FetchedManifest, fetchObject, findManifestObject } from './fetch-object.ts'

/** A hand-made manifest, `S3BatchOperations_CSV_20180820` (reference 5.2). Undefined when it was stopped. */
export async function fetchCsvManifest(
  { objectArn, objectVersionId, etag, fields }: JobManifest,
  folder: string,
  tools: WorkTools,
): Promise<FetchedManifest | undefined> {
  const address = await namedObject(tools.store, objectArn)
  if (address === undefined) throw new JobFailed('ManifestNotFound', 'Manifest object was not found')
  const version = await findManifestObject({ ...address, versionId: objectVersionId }, etag, tools)
  const encryption = version.encryption?.kind
  if (encryption === 'SSE-KMS' || encryption === 'DSSE-KMS') {
    const type = encryption.replace('-', '_')
    throw new JobFailed('InvalidManifestContent', `Unsupported encryption type ${type} used for manifest`)
  }
  const path = join(folder, 'manifest.csv')
  if (!(await fetchObject(version, path, tools))) return undefined
  return { files: [{ path, gzip: false }], fields: fields ?? [] }
}
