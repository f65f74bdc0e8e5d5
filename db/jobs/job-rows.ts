import type { FailureReason, Job, JobDraft, JobHead, JobStatus, JobSummary } from '../model/job.ts'
import type { JobPage } from './job-repository.ts'
import { fromStoredJson } from './stored-json.ts'

export interface SummaryRow {
  readonly number: number
  readonly id: string
  readonly account: string
  readonly region: string
  readonly status: JobStatus
  readonly priority: number
  readonly operation: string
  readonly description: string | null
  readonly created_ms: number
  readonly terminated_ms: number | null
  readonly total: number
  readonly succeeded: number
  readonly failed: number
  readonly active_ms: number
}

export interface JobRow extends SummaryRow {
  readonly suspended_ms: number | null
  readonly suspended_cause: string | null
  readonly status_reason: string | null
  readonly failure_reasons: string | null
  readonly generated_manifest: string | null
  readonly body: string
}

/** The members of a draft that lie in `job_request`; the others have columns of their own. */
export type StoredRequest = Pick<
  JobDraft,
  'confirmationRequired' | 'roleArn' | 'operation' | 'report' | 'manifest' | 'manifestGenerator'
>

export const SUMMARY_COLUMNS =
  'number, id, account, region, status, priority, operation, description, created_ms, terminated_ms, total, succeeded, failed, active_ms'

export function summaryOf(row: SummaryRow): JobSummary {
  return { ...headOf(row), ...countersOf(row), operation: { name: row.operation } }
}

/** @param rows one more than the page has, when there is another page */
export function pageOf(rows: readonly SummaryRow[], limit: number): JobPage {
  const page = rows.slice(0, limit)
  return { jobs: page.map(summaryOf), next: rows.length > limit ? page.at(-1)?.number : undefined }
}

export function headOf({ id, account, region, status, priority }: SummaryRow | JobHead): JobHead {
  return { id, account, region, status, priority }
}

export function jobOf(row: JobRow): Job {
  const request = fromStoredJson(row.body) as StoredRequest
  return {
    ...headOf(row),
    ...countersOf(row),
    confirmationRequired: request.confirmationRequired,
    roleArn: request.roleArn,
    operation: request.operation,
    report: request.report,
    manifest: request.manifest,
    manifestGenerator: request.manifestGenerator,
    suspendedMs: row.suspended_ms ?? undefined,
    suspendedCause: row.suspended_cause ?? undefined,
    statusReason: row.status_reason ?? undefined,
    failureReasons: row.failure_reasons === null ? [] : (JSON.parse(row.failure_reasons) as readonly FailureReason[]),
    generatedManifest:
      row.generated_manifest === null ? undefined : (JSON.parse(row.generated_manifest) as Job['generatedManifest']),
  }
}

function countersOf(row: SummaryRow): Pick<Job, 'description' | 'createdMs' | 'terminatedMs' | 'progress'> {
  return {
    description: row.description ?? undefined,
    createdMs: row.created_ms,
    terminatedMs: row.terminated_ms ?? undefined,
    progress: { total: row.total, succeeded: row.succeeded, failed: row.failed, activeMs: row.active_ms },
  }
}
