import { hash, randomUUID } from 'node:crypto'
import type { Clock } from '../model/clock.ts'
import type { Job, JobDraft, JobHead, JobPlan, JobStatus, JobTag } from '../model/job.ts'
import { mayFollow, OPEN_STATUSES, TERMINAL_STATUSES } from '../model/job-state.ts'
import type { Database } from '../sqlite/open.ts'
import { all, inTransaction, one, run } from '../sqlite/statement.ts'
import { countJobs, listAllJobs } from './all-jobs.ts'
import { flushJobs } from './flush-jobs.ts'
import { jobEventLog, noteJobEvent } from './job-events.ts'
import type { CreateOutcome, JobChange, JobPage, JobQuery, JobRepository } from './job-repository.ts'
import { headOf, type JobRow, jobOf, pageOf, type StoredRequest, SUMMARY_COLUMNS, type SummaryRow } from './job-rows.ts'
import { canonicalJson, toStoredJson } from './stored-json.ts'

/** Told of every new job (`before` is undefined) and every change of status, after it is stored. */
export type JobStatusListener = (job: Job, before: JobStatus | undefined) => void

export interface SqliteJobRepositoryOptions {
  /** Opened for writing and migrated. */
  readonly db: Database
  readonly clock: Clock
  readonly onStatus?: JobStatusListener
  /** Jobs that have not ended, at the most; any number unless told. */
  readonly maxOpenJobs?: number | undefined
}

export function createSqliteJobRepository(options: SqliteJobRepositoryOptions): JobRepository {
  const { db, clock, onStatus } = options
  return {
    create(draft, token) {
      const outcome = inTransaction(db, () => {
        const made = create(options, draft, token)
        if (made.kind === 'created') noteJobEvent(db, made.job, clock.now())
        return made
      })
      if (outcome.kind === 'created') onStatus?.(outcome.job, undefined)
      return outcome
    },
    find: (id) => find(db, id),
    list: (query) => list(db, query),
    listAll: (query) => listAllJobs(db, query),
    counts: () => countJobs(db),
    inStatus: (statuses, limit) => inStatus(db, statuses, limit),
    update(id, change) {
      const { before, after } = inTransaction(db, () => {
        const updated = update(db, id, change)
        const { after: job } = updated
        if (job !== undefined && updated.before !== job.status) noteJobEvent(db, job, clock.now())
        return updated
      })
      if (after !== undefined && before !== after.status) onStatus?.(after, before)
      return after
    },
    plan(id) {
      const row = one<{ body: string }>(
        db,
        'SELECT body FROM job_plan WHERE job = (SELECT number FROM job WHERE id = ?)',
        id,
      )
      return row === undefined ? undefined : (JSON.parse(row.body) as JobPlan)
    },
    tags: (id) =>
      all<JobTag>(
        db,
        'SELECT key, value FROM job_tag WHERE job = (SELECT number FROM job WHERE id = ?) ORDER BY position',
        id,
      ),
    setTags(id, tags) {
      inTransaction(db, () => {
        const row = one<{ number: number }>(db, 'SELECT number FROM job WHERE id = ?', id)
        if (row !== undefined) setTags(db, row.number, tags)
      })
    },
    events: jobEventLog(db),
    removeEndedBefore: (epochMs) => inTransaction(db, () => removeEndedBefore(db, epochMs)),
    flush: () => flushJobs(db),
  }
}

function create({ db, clock, maxOpenJobs }: SqliteJobRepositoryOptions, draft: JobDraft, token: string): CreateOutcome {
  const fingerprint = fingerprintOf(draft)
  const earlier = one<{ fingerprint: string; id: string }>(
    db,
    `SELECT fingerprint, id FROM job_token JOIN job ON job.number = job_token.job
     WHERE job_token.account = ? AND job_token.region = ? AND token = ?`,
    draft.account,
    draft.region,
    token,
  )
  if (earlier !== undefined) {
    if (earlier.fingerprint !== fingerprint) return { kind: 'conflict' }
    return { kind: 'replayed', job: stored(db, earlier.id) }
  }
  if (maxOpenJobs !== undefined && openJobs(db, maxOpenJobs) >= maxOpenJobs) return { kind: 'full' }
  const id = randomUUID()
  const { rowid: number } = run(
    db,
    `INSERT INTO job (id, account, region, status, priority, operation, description, created_ms)
     VALUES (?, ?, ?, 'New', ?, ?, ?, ?)`,
    id,
    draft.account,
    draft.region,
    draft.priority,
    draft.operation.name,
    draft.description ?? null,
    clock.now(),
  )
  run(db, 'INSERT INTO job_request (job, body) VALUES (?, ?)', number, toStoredJson(requestOf(draft)))
  run(
    db,
    'INSERT INTO job_token (account, region, token, fingerprint, job) VALUES (?, ?, ?, ?, ?)',
    draft.account,
    draft.region,
    token,
    fingerprint,
    number,
  )
  setTags(db, number, draft.tags)
  return { kind: 'created', job: stored(db, id) }
}

const OPEN_JOBS = `SELECT count(*) AS n FROM (SELECT 1 FROM job INDEXED BY job_by_status
  WHERE status IN (SELECT value FROM json_each(?)) LIMIT ?)`

/** Jobs that have not ended, counted up to a limit. */
function openJobs(db: Database, limit: number): number {
  return one<{ n: number }>(db, OPEN_JOBS, JSON.stringify(OPEN_STATUSES), limit)?.n ?? 0
}

/** Of the validated request without its token: the order of members differs from SDK to SDK (reference section 3). */
function fingerprintOf(draft: JobDraft): string {
  return hash('sha256', canonicalJson(draft))
}

function requestOf(draft: JobDraft): StoredRequest {
  const { confirmationRequired, roleArn, operation, report, manifest, manifestGenerator } = draft
  return { confirmationRequired, roleArn, operation, report, manifest, manifestGenerator }
}

function find(db: Database, id: string): Job | undefined {
  const row = one<JobRow>(db, 'SELECT job.*, body FROM job JOIN job_request ON job = number WHERE id = ?', id)
  return row === undefined ? undefined : jobOf(row)
}

function stored(db: Database, id: string): Job {
  const job = find(db, id)
  if (job === undefined) throw new Error(`job ${id} has no request`)
  return job
}

function list(db: Database, query: JobQuery): JobPage {
  const rows = all<SummaryRow>(
    db,
    `SELECT ${SUMMARY_COLUMNS} FROM job INDEXED BY job_by_account
     WHERE account = ? AND region = ? AND number < ?
       AND (? = '[]' OR status IN (SELECT value FROM json_each(?)))
     ORDER BY number DESC LIMIT ?`,
    query.account,
    query.region,
    query.before ?? Number.MAX_SAFE_INTEGER,
    JSON.stringify(query.statuses),
    JSON.stringify(query.statuses),
    query.limit + 1,
  )
  return pageOf(rows, query.limit)
}

function inStatus(db: Database, statuses: readonly JobStatus[], limit = -1): readonly JobHead[] {
  // One status at a time comes in the order of the index: a page costs a page, however many jobs wait.
  const rows = statuses.flatMap((status) =>
    all<JobHead & { readonly number: number }>(
      db,
      `SELECT number, id, account, region, status, priority FROM job INDEXED BY job_by_status
       WHERE status = ? ORDER BY priority DESC, number LIMIT ?`,
      status,
      limit,
    ),
  )
  if (statuses.length > 1) rows.sort((left, right) => right.priority - left.priority || left.number - right.number)
  return (limit < 0 ? rows : rows.slice(0, limit)).map(headOf)
}

function update(
  db: Database,
  id: string,
  change: (job: Job) => JobChange | undefined,
): { readonly before: JobStatus | undefined; readonly after: Job | undefined } {
  const job = find(db, id)
  const changed = job === undefined ? undefined : change(job)
  if (job === undefined || changed === undefined) return { before: job?.status, after: job }
  const { plan, ...members } = changed
  const after: Job = { ...job, ...members }
  if (after.status !== job.status && !mayFollow(job.status, after.status)) {
    throw new Error(`job ${id} cannot go from ${job.status} to ${after.status}`)
  }
  write(db, after)
  if (plan !== undefined) {
    run(
      db,
      'INSERT OR REPLACE INTO job_plan (job, body) VALUES ((SELECT number FROM job WHERE id = ?), ?)',
      id,
      JSON.stringify(plan),
    )
  }
  return { before: job.status, after }
}

function write(db: Database, job: Job): void {
  const { total, succeeded, failed, activeMs } = job.progress
  run(
    db,
    `UPDATE job SET status = ?, priority = ?, total = ?, succeeded = ?, failed = ?, active_ms = ?, terminated_ms = ?,
       suspended_ms = ?, suspended_cause = ?, status_reason = ?, failure_reasons = ?, generated_manifest = ?
     WHERE id = ?`,
    job.status,
    job.priority,
    total,
    succeeded,
    failed,
    activeMs,
    job.terminatedMs ?? null,
    job.suspendedMs ?? null,
    job.suspendedCause ?? null,
    job.statusReason ?? null,
    job.failureReasons.length === 0 ? null : JSON.stringify(job.failureReasons),
    job.generatedManifest === undefined ? null : JSON.stringify(job.generatedManifest),
    job.id,
  )
}

function setTags(db: Database, number: number, tags: readonly JobTag[]): void {
  run(db, 'DELETE FROM job_tag WHERE job = ?', number)
  for (const [position, { key, value }] of tags.entries()) {
    run(db, 'INSERT INTO job_tag (job, position, key, value) VALUES (?, ?, ?, ?)', number, position, key, value)
  }
}

function removeEndedBefore(db: Database, epochMs: number): readonly string[] {
  const rows = all<{ number: number; id: string }>(
    db,
    `SELECT number, id FROM job
     WHERE terminated_ms < ? AND status IN (SELECT value FROM json_each(?)) ORDER BY number`,
    epochMs,
    JSON.stringify(TERMINAL_STATUSES),
  )
  for (const { number } of rows) {
    run(db, 'DELETE FROM job_request WHERE job = ?', number)
    run(db, 'DELETE FROM job_plan WHERE job = ?', number)
    run(db, 'DELETE FROM job_token WHERE job = ?', number)
    run(db, 'DELETE FROM job_tag WHERE job = ?', number)
    run(db, 'DELETE FROM job WHERE number = ?', number)
  }
  return rows.map(({ id }) => id)
}
