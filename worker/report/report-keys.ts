import { hash } from 'node:crypto'
import type { TaskStatus } from './row-result.ts'

/** The object keys of one job's completion report (reference 8.1). */
export interface ReportKeys {
  readonly manifest: string
  readonly manifestChecksum: string
  /** `part` counts from 1. */
  readonly results: (status: TaskStatus, part: number) => string
}

/**
 * The prefix is taken literally and joined with a slash, so one that ends in a slash gives two.
 *
 * choice: the forty digits of a result file are the SHA-1 of job id, status and part; what AWS hashes is not known. An
 * empty prefix is no prefix.
 */
export function reportKeys(jobId: string, prefix: string | undefined): ReportKeys {
  const folder = `${prefix === undefined || prefix === '' ? '' : `${prefix}/`}job-${jobId}`
  return {
    manifest: `${folder}/manifest.json`,
    manifestChecksum: `${folder}/manifest.json.md5`,
    results: (status, part) => `${folder}/results/${hash('sha1', `${jobId}/${status}/${part}`)}.csv`,
  }
}
