import assert from 'node:assert/strict'
import { join } from 'node:path'
import type { JobRepository } from '../../db/jobs/job-repository.ts'
import { createSqliteJobRepository } from '../../db/jobs/sqlite-job-repository.ts'
import type { Job, JobDraft, JobStatus } from '../../db/model/job.ts'
import { isTerminal, requestedTransition, statusChange } from '../../db/model/job-state.ts'
import { migrate } from '../../db/sqlite/migrate.ts'
import { openDatabase } from '../../db/sqlite/open.ts'
import { createInlineExecutor } from '../../worker/executor/inline-executor.ts'
import { createPiscinaExecutor } from '../../worker/executor/piscina-executor.ts'
import type { TaskExecutor } from '../../worker/executor/task-executor.ts'
import { createFunctionHost } from '../../worker/functions/function-host.ts'
import { startFunctionHost } from '../../worker/functions/host-thread/start-function-host.ts'
import type { FunctionSettings } from '../../worker/functions/invocation.ts'
import { createJobScheduler } from '../../worker/scheduler/create-job-scheduler.ts'
import type { JobScheduler } from '../../worker/scheduler/job-scheduler.ts'
import type { WorkName } from '../../worker/thread/work.ts'
import { ACCOUNT, openTestStore, type TestStore } from './local-store.ts'

export interface EngineOptions {
  readonly slots?: number
  readonly threads?: boolean
  /** Stands between the scheduler and the executor. */
  readonly around?: (executor: TaskExecutor) => TaskExecutor
  /** Where Lambda functions come from; there are none unless told. */
  readonly functions?: Partial<FunctionSettings>
  /** Told of each line that an embedded function writes. */
  readonly onLine?: (name: string, line: string) => void
}

export interface TestEngine {
  readonly store: TestStore
  readonly jobs: JobRepository
  readonly scheduler: JobScheduler
  readonly executor: TaskExecutor
  /** `id:status` in the order in which they came about. */
  readonly statuses: string[]
  readonly errors: unknown[]
  create(changes?: Partial<JobDraft>, token?: string): Job
  /** Waits until the job is in one of these states. */
  reaches(id: string, ...wanted: JobStatus[]): Promise<Job>
  ends(id: string): Promise<Job>
  /** As UpdateJobStatus does. */
  request(id: string, status: 'Ready' | 'Cancelled'): Job
  /** What one job went through, from New on. */
  history(id: string): string
  /** Ends without a word to the jobs, and begins again on the same files. */
  restart(options?: EngineOptions): Promise<TestEngine>
  close(): Promise<void>
}

const SETTINGS = { restoreDurationMs: 0, lambda: { concurrency: 100, redrives: 2 } }

/** An executor that lets each piece of work pass through `run`. */
export function intercept(
  run: (work: { readonly name: WorkName; readonly input: any }, forward: () => Promise<any>) => Promise<any>,
) {
  return (inner: TaskExecutor): TaskExecutor => ({
    ...inner,
    run: (name, input, control) => run({ name, input }, () => inner.run(name, input, control)),
  })
}

/** The real store, repository and scheduler; work runs in this thread unless told. */
export async function openEngine(options: EngineOptions = {}, store?: TestStore): Promise<TestEngine> {
  const opened = store ?? (await openTestStore())
  const db = openDatabase({ file: join(opened.folder, 'jobs.db'), synchronous: 'off' })
  migrate(db, 'jobs')
  const statuses: string[] = []
  const errors: unknown[] = []
  const waiting = new Set<() => void>()
  const jobs = createSqliteJobRepository({
    db,
    clock: opened.clock,
    onStatus(job) {
      statuses.push(`${job.id}:${job.status}`)
      for (const look of waiting) look()
    },
  })
  const own = executorOf(opened, options)
  const executor = options.around?.(own) ?? own
  const scheduler = createJobScheduler({
    jobs,
    store: opened.store,
    clock: opened.clock,
    executor,
    workFolder: join(opened.folder, 'jobs'),
    slots: options.slots,
    log: (message, { error }) => errors.push(error ?? message),
  })
  await scheduler.start()
  const shut = async (): Promise<void> => {
    await scheduler.stop()
    await executor.close()
    db.close()
  }
  let tokens = 0
  const reaches = (id: string, accepted: (status: JobStatus) => boolean): Promise<Job> =>
    new Promise((resolve) => {
      const look = (): void => {
        const job = jobs.find(id)
        if (job === undefined || !accepted(job.status)) return
        waiting.delete(look)
        resolve(job)
      }
      waiting.add(look)
      look()
    })
  return {
    store: opened,
    jobs,
    scheduler,
    executor,
    statuses,
    errors,
    create(changes = {}, token = `token-${++tokens}`) {
      const outcome = jobs.create(jobDraft(changes), token)
      if (outcome.kind === 'conflict' || outcome.kind === 'full') throw new Error(outcome.kind)
      scheduler.wake()
      return outcome.job
    },
    reaches: (id, ...wanted) => reaches(id, (status) => wanted.includes(status)),
    ends: (id) => reaches(id, isTerminal),
    request(id, requested) {
      const job = jobs.update(id, ({ status }) => {
        const next = requestedTransition(status, requested)
        if (next === undefined) throw new Error(`refused in ${status}`)
        return next === status ? undefined : statusChange(next, opened.clock.now())
      })
      if (requested === 'Cancelled') scheduler.cancel(id)
      else scheduler.wake()
      if (job === undefined) throw new Error('no job')
      return job
    },
    history: (id) =>
      statuses
        .filter((entry) => entry.startsWith(id))
        .map((entry) => entry.slice(id.length + 1))
        .join(' '),
    async restart(next = options) {
      await shut()
      return openEngine(next, await opened.reopen())
    },
    async close() {
      await shut()
      await opened.close()
    },
  }
}

function executorOf({ store, clock, writer, folder }: TestStore, options: EngineOptions): TaskExecutor {
  const hosting = {
    settings: { folder: undefined, endpoints: [], concurrency: 100, timeoutMs: 10_000, ...options.functions },
    clock,
    log: options.onLine ?? (() => {}),
  }
  if (options.threads !== true) {
    const functions = createFunctionHost({ ...hosting, environment: {} })
    return closingAlso(createInlineExecutor({ store, functions, clock, settings: SETTINGS }), functions)
  }
  const functions = startFunctionHost({ ...hosting, environment: () => ({}), onFault: assert.ifError })
  const executor = createPiscinaExecutor({
    clock,
    settings: SETTINGS,
    connectStore: () => ({ folder, signal: writer.signal, port: writer.attach('job'), flush: false, remembers: false }),
    connectFunctions: () => functions.connect(),
    threads: 2,
  })
  return closingAlso(executor, functions)
}

function closingAlso(executor: TaskExecutor, other: { close(): Promise<void> }): TaskExecutor {
  return {
    ...executor,
    async close() {
      await executor.close()
      await other.close()
    },
  }
}

export function jobDraft(changes: Partial<JobDraft> = {}): JobDraft {
  return {
    account: ACCOUNT,
    region: 'us-east-1',
    confirmationRequired: false,
    description: undefined,
    priority: 10,
    roleArn: `arn:aws:iam::${ACCOUNT}:role/r`,
    operation: { name: 'S3PutObjectTagging', parameters: { TagSet: [{ Key: 'seen', Value: 'yes' }] } },
    report: { enabled: false },
    manifest: undefined,
    manifestGenerator: undefined,
    tags: [],
    ...changes,
  }
}

/** Puts a manifest and names it as a job does. */
export async function putManifest(
  test: TestStore,
  rows: string,
  fields: readonly ('Bucket' | 'Key' | 'VersionId' | 'Ignore')[] = ['Bucket', 'Key'],
): Promise<NonNullable<JobDraft['manifest']>> {
  const bucket = 'manifests'
  const { buckets } = test.store
  if ((await buckets.find(bucket)) === undefined) {
    await buckets.create({ name: bucket, account: ACCOUNT, region: 'us-east-1', objectLock: false })
  }
  const { etag } = await test.put(bucket, 'list.csv', rows)
  return {
    format: 'S3BatchOperations_CSV_20180820',
    fields,
    objectArn: `arn:aws:s3:::${bucket}/list.csv`,
    objectVersionId: undefined,
    etag,
  }
}

export const REPORT = {
  enabled: true,
  bucket: 'arn:aws:s3:::reports',
  format: 'Report_CSV_20180820',
  prefix: 'out',
  scope: 'AllTasks',
} as const

/** The text of every object under a job's report prefix, by its key behind `job-<id>/`. */
export async function readReport(
  { store }: TestStore,
  id: string,
  prefix = 'out/',
): Promise<ReadonlyMap<string, string>> {
  const folder = `${prefix}job-${id}/`
  const query = { bucket: 'reports', prefix: folder, delimiter: undefined, after: undefined, limit: 1000 }
  const { objects } = await store.reads.list(query)
  const texts = new Map<string, string>()
  for (const { key } of objects) {
    const body = await store.reads.open(await store.reads.version({ bucket: 'reports', key }))
    const chunks: Uint8Array[] = []
    if (body.kind === 'bytes') chunks.push(body.bytes)
    else for await (const chunk of body.stream) chunks.push(Buffer.from(chunk))
    texts.set(key.slice(folder.length), Buffer.concat(chunks).toString())
  }
  return texts
}

/** All rows of a report's result files. */
export function reportRows(report: ReadonlyMap<string, string>): readonly string[] {
  const files = [...report].filter(([key]) => key.startsWith('results/'))
  return files.flatMap(([, text]) => text.split('\r\n').filter((row) => row !== ''))
}
