/** Jobs of all accounts and Regions, for whoever looks at the emulator from outside. */
import { JOB_STATUSES, type JobStatus } from '../model/job.ts'
import type { Database } from '../sqlite/open.ts'
import { all } from '../sqlite/statement.ts'
import type { AllJobsQuery, JobPage, JobRepository } from './job-repository.ts'
import { pageOf, SUMMARY_COLUMNS, type SummaryRow } from './job-rows.ts'

const LIST = `SELECT ${SUMMARY_COLUMNS} FROM job WHERE number < ? ORDER BY number DESC LIMIT ?`

/** Numbers first, from the index alone: rows are read for the page only, however rare its statuses are. */
const LIST_IN_STATUS = `SELECT ${SUMMARY_COLUMNS} FROM job
  WHERE number IN (SELECT number FROM job INDEXED BY job_by_status
    WHERE status IN (SELECT value FROM json_each(?)) AND number < ? ORDER BY number DESC LIMIT ?)
  ORDER BY number DESC`

export function listAllJobs(
  db: Database,
  { statuses, before = Number.MAX_SAFE_INTEGER, limit }: AllJobsQuery,
): JobPage {
  const rows =
    statuses.length === 0
      ? all<SummaryRow>(db, LIST, before, limit + 1)
      : all<SummaryRow>(db, LIST_IN_STATUS, JSON.stringify(statuses), before, limit + 1)
  return pageOf(rows, limit)
}

export function countJobs(db: Database): ReturnType<JobRepository['counts']> {
  const rows = all<{ status: JobStatus; n: number }>(db, 'SELECT status, count(*) AS n FROM job GROUP BY status')
  const counts = new Map(rows.map(({ status, n }) => [status, n]))
  return Object.fromEntries(
    JOB_STATUSES.filter((status) => counts.has(status)).map((status) => [status, counts.get(status)]),
  )
}
