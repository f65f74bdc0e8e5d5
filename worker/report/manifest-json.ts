import { hash } from 'node:crypto'
import { reportKeys } from './report-keys.ts'
import type { ReportFile } from './row-result.ts'

export interface ReportManifestInput {
  readonly jobId: string
  /** Bare name of the report bucket. */
  readonly bucket: string
  readonly prefix: string | undefined
  /** Milliseconds since 1970. */
  readonly createdAt: number
  /** Succeeded files first, as `writeReportFiles` returns them. */
  readonly files: readonly Pick<ReportFile, 'status' | 'part' | 'md5'>[]
}

/**
 * The text of the report's `manifest.json` (reference 8.2). `ReportSchema` names the two code columns in the wrong order,
 * as AWS does.
 *
 * choice: no white space between members; AWS's own is known only from printed samples.
 */
export function reportManifestJson({ jobId, bucket, prefix, createdAt, files }: ReportManifestInput): string {
  const keys = reportKeys(jobId, prefix)
  return JSON.stringify({
    Format: 'Report_CSV_20180820',
    ReportCreationDate: creationDate(createdAt, jobId),
    Results: files.map(({ status, part, md5 }) => ({
      TaskExecutionStatus: status,
      Bucket: bucket,
      MD5Checksum: md5,
      Key: keys.results(status, part),
    })),
    ReportSchema: 'Bucket, Key, VersionId, TaskStatus, ErrorCode, HTTPStatusCode, ResultMessage',
  })
}

/** The content of `manifest.json.md5`: lower-case hex, no line break. */
export function reportManifestChecksum(manifestJson: string): string {
  return hash('md5', manifestJson)
}

/**
 * AWS writes nanoseconds, our clock counts milliseconds.
 *
 * choice: the six digits below come from the job id, so that a report written again after a crash is the same.
 */
function creationDate(milliseconds: number, jobId: string): string {
  const below = hash('sha1', jobId, 'buffer').readUInt32BE() % 1_000_000
  return new Date(milliseconds).toISOString().replace('Z', `${String(below).padStart(6, '0')}Z`)
}
