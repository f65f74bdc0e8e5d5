import type { Job } from '../model/job.ts'
import type { Database } from '../sqlite/open.ts'
import { all, run } from '../sqlite/statement.ts'

/** A job's creation or change of status, with what others are told of it; plain data. */
export interface JobEvent extends Pick<Job, 'id' | 'account' | 'region' | 'status' | 'failureReasons'> {
  readonly statusReason?: string | undefined
  readonly timeMs: number
}

export interface NumberedJobEvent {
  readonly number: number
  readonly event: JobEvent
}

/** Events that have not been told yet; they outlive the process. */
export interface JobEventLog {
  /** The oldest. */
  pending(limit: number): readonly NumberedJobEvent[]
  /** Those up to this one have been told. */
  forget(number: number): void
}

/** To be called in the transaction that changes the job. */
export function noteJobEvent(db: Database, job: Job, timeMs: number): void {
  const { id, account, region, status, failureReasons, statusReason } = job
  const event: JobEvent = { id, account, region, status, failureReasons, statusReason, timeMs }
  run(db, 'INSERT INTO job_event (job, at_ms, body) VALUES (?, ?, ?)', id, timeMs, JSON.stringify(event))
}

export function jobEventLog(db: Database): JobEventLog {
  return {
    pending(limit) {
      const sql = 'SELECT number, body FROM job_event ORDER BY number LIMIT ?'
      const rows = all<{ number: number; body: string }>(db, sql, limit)
      return rows.map(({ number, body }) => ({ number, event: JSON.parse(body) as JobEvent }))
    },
    forget: (number) => void run(db, 'DELETE FROM job_event WHERE number <= ?', number),
  }
}
