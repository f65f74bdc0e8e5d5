/** The vocabulary of S3 Batch Operations jobs. Names are AWS's (API Reference, S3 Control). */

export const JOB_STATUSES = [
  'New',
  'Preparing',
  'Suspended',
  'Ready',
  'Active',
  'Pausing',
  'Paused',
  'Completing',
  'Complete',
  'Cancelling',
  'Cancelled',
  'Failing',
  'Failed',
] as const
export type JobStatus = (typeof JOB_STATUSES)[number]

export interface JobTag {
  readonly key: string
  readonly value: string
}

export interface FailureReason {
  readonly code: string
  readonly reason: string
}

/** The one operation of a job: AWS's name and the parameters as decoded from the request (AWS's member names). */
export interface JobOperation {
  readonly name: string
  readonly parameters: Readonly<Record<string, unknown>>
}

export interface JobReport {
  readonly enabled: boolean
  /** Bucket ARN. */
  readonly bucket?: string
  readonly format?: string
  readonly prefix?: string
  readonly scope?: 'AllTasks' | 'FailedTasksOnly'
  readonly expectedBucketOwner?: string
}

export interface JobManifest {
  readonly format: 'S3BatchOperations_CSV_20180820' | 'S3InventoryReport_CSV_20161130'
  readonly fields: readonly ('Bucket' | 'Key' | 'VersionId' | 'Ignore')[] | undefined
  readonly objectArn: string
  readonly objectVersionId: string | undefined
  /** As given, quotes and all. */
  readonly etag: string
}

/** A job that has been validated and not yet stored. */
export interface JobDraft {
  readonly account: string
  readonly region: string
  readonly confirmationRequired: boolean
  readonly description: string | undefined
  readonly priority: number
  readonly roleArn: string
  readonly operation: JobOperation
  readonly report: JobReport
  readonly manifest: JobManifest | undefined
  /** AWS's S3JobManifestGenerator structure as decoded. */
  readonly manifestGenerator: Readonly<Record<string, unknown>> | undefined
  readonly tags: readonly JobTag[]
}

export interface JobProgress {
  readonly total: number
  readonly succeeded: number
  readonly failed: number
  /** Milliseconds spent in `Active`, pauses left out. */
  readonly activeMs: number
}

/** A consecutive run of manifest entries in a local task file; bytes `from` to `to`. */
export interface PlannedSlice {
  readonly number: number
  readonly from: number
  readonly to: number
  readonly rows: number
  /** File in the job's work folder. */
  readonly file: string
  /** CRC32 of its bytes. */
  readonly checksum?: number
}

export interface JobPlan {
  readonly tasks: number
  /** The columns of the task files. */
  readonly fields: readonly ('Bucket' | 'Key' | 'VersionId' | 'Ignore')[]
  readonly slices: readonly PlannedSlice[]
}

export interface Job extends Omit<JobDraft, 'tags'> {
  readonly id: string
  readonly status: JobStatus
  readonly progress: JobProgress
  readonly createdMs: number
  readonly terminatedMs: number | undefined
  readonly suspendedMs: number | undefined
  readonly suspendedCause: string | undefined
  readonly statusReason: string | undefined
  readonly failureReasons: readonly FailureReason[]
  readonly generatedManifest:
    | { readonly format: string; readonly objectArn: string; readonly etag: string; readonly objectVersionId?: string }
    | undefined
}

/** What a listing tells of a job; read without its whole request. */
export interface JobSummary
  extends Pick<
    Job,
    'id' | 'account' | 'region' | 'status' | 'priority' | 'description' | 'progress' | 'createdMs' | 'terminatedMs'
  > {
  readonly operation: Pick<JobOperation, 'name'>
}

/** What decides which job is next. */
export type JobHead = Pick<Job, 'id' | 'account' | 'region' | 'status' | 'priority'>
