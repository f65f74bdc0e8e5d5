import type { Clock } from '../../db/model/clock.ts'
import type { Job, JobReport } from '../../db/model/job.ts'
import type { ObjectAddress } from '../../db/model/object.ts'
import type { ObjectStore } from '../../db/objects/object-store.ts'
import type { EntryAction, TaskResult } from '../../db/objects/receipt-store.ts'
import type { FunctionInvoker } from '../functions/invocation.ts'
import type { SliceRows } from '../manifest/slice-cutter.ts'

/** What threads are told of a job: plain JSON-safe data, dates as ISO 8601 text. */
export interface JobBrief
  extends Pick<
    Job,
    'id' | 'account' | 'region' | 'roleArn' | 'createdMs' | 'operation' | 'report' | 'manifest' | 'manifestGenerator'
  > {}

/** The operation's parameters as decoded from the request; each operation names the shape that the protocol has checked. */
export type Parameters = Readonly<Record<string, unknown>>

/** Why CreateJob refuses an operation's parameters (reference 2.3 and 2.4). */
export interface Violation {
  readonly code: 'InvalidRequest' | 'InternalError'
  readonly message: string
}

/** Chosen when the process starts; plain data. */
export interface OperationSettings {
  /** How long a restore from an archive class takes, in milliseconds. */
  readonly restoreDurationMs: number
  /** Rows in a result file of a report; any number unless told. */
  readonly reportRows?: number
  readonly lambda: {
    /** Invocations of one function under way at a time. */
    readonly concurrency: number
    /** Attempts of a task after the first. */
    readonly redrives: number
  }
}

export interface OperationTools {
  readonly store: ObjectStore
  readonly functions: FunctionInvoker
  readonly clock: Clock
  readonly settings: OperationSettings
}

/** What is known of a job when its manifest has been read. */
export interface CheckContext extends OperationTools {
  readonly job: JobBrief
  /** The one bucket that all rows name; undefined when they name several. */
  readonly singleBucket: string | undefined
}

/** One row of the manifest. */
export interface ManifestEntry {
  readonly bucket: string
  readonly key: string
  /** As the manifest wrote it, still percent-encoded. */
  readonly rawKey: string
  /** Undefined when the manifest has no such column. */
  readonly versionId: string | undefined
}

/** How one task ended; undefined is the operation's plain success. */
export type TaskOutcome = Omit<TaskResult, 'row'> | undefined

/** How a job's entries are worked off. */
export type Application =
  /** The store applies it to many entries at once, each exactly once. */
  | {
      readonly kind: 'set'
      readonly action: EntryAction
      /** Most entries at a time, where the store works them off one by one; else as many as are best for a statement. */
      readonly chunkRows?: number
      /** Where the action depends on the entries: asked before each chunk, instead of `action`. */
      readonly actionFor?: (entries: readonly ObjectAddress[]) => Promise<EntryAction>
    }
  /** Entry by entry, so many side by side; what leaves the process is done at least once, as on AWS. */
  | {
      readonly kind: 'entries'
      readonly concurrency: number
      /** An S3Error thrown is a failed task; anything else thrown is a bug. */
      readonly apply: (entry: ManifestEntry) => Promise<TaskOutcome>
      readonly close?: () => Promise<void>
    }

/** The code for one kind of job. To add one: a file, a line in `registry.ts`, a test. */
export interface BatchOperation {
  /** AWS's name. */
  readonly name: string
  /** Rows in a slice: about what a thread does between two looks at the queue. */
  readonly sliceRows: SliceRows
  /** True when a slice waits more than it changes the store, so that many slices may run beside each other. */
  readonly outside: boolean
  /** The report's message for a plain success; undefined when every task has a result of its own. */
  readonly successMessage: string | undefined
  /** The manifest's `Fields` must have `VersionId`. */
  readonly needsVersionId: boolean
  /** Asked by CreateJob, after the model's own checks. */
  validate(parameters: Parameters, report: JobReport): Violation | undefined
  /** Asked when the manifest has been read, before any task. @throws JobFailed */
  check?(context: CheckContext): Promise<void>
  begin(job: JobBrief, tools: OperationTools): Application | Promise<Application>
}

/** What most operations on objects of the store have in common; spread into them. */
export const LOCAL_OPERATION = {
  sliceRows: 25_000,
  outside: false,
  successMessage: 'Successful',
  needsVersionId: false,
} as const satisfies Partial<BatchOperation>

export const REQUEST_INVALID: Violation = { code: 'InvalidRequest', message: 'Request invalid' }

/** A moment in a request's parameters, in milliseconds: a date on the main thread, its text elsewhere. */
export function epochMs(moment: Date | string): number {
  return new Date(moment).getTime()
}

/** What of a job goes to a thread. */
export function briefOf(job: Job): JobBrief {
  const { id, account, region, roleArn, createdMs, operation, report, manifest, manifestGenerator } = job
  const brief: JobBrief = { id, account, region, roleArn, createdMs, operation, report, manifest, manifestGenerator }
  return JSON.parse(JSON.stringify(brief)) as JobBrief
}
