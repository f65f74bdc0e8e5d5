import assert from 'node:assert/strict'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { openDatabase } from '../../../db/sqlite/open.ts'
import { spawnServer } from '../support/server-process.ts'

const LIMIT_MS = 120_000
const ENDED = ['Complete', 'Failed', 'Cancelled']

export interface ResumedJob {
  readonly id: string
  readonly status: string
  readonly reasons: string | null
  readonly total: number
  readonly succeeded: number
  readonly failed: number
  /** Versions in the target bucket below the job's prefix. */
  readonly copies: number
}

/** Starts a server on what a loss of power left, waits until every job has ended, and tells how. */
export async function resume(data: string): Promise<readonly ResumedJob[]> {
  const server = await spawnServer(data, { args: ['--sync', 'off', '--threads', '2'] })
  try {
    const state = join(data, 'state-0')
    for (const until = performance.now() + LIMIT_MS; ; await pause(20)) {
      const jobs = lookAt(state)
      if (jobs.every(({ status }) => ENDED.includes(status))) return jobs
      assert.ok(performance.now() < until, `${JSON.stringify(jobs)} ${server.output()}`)
    }
  } finally {
    await server.end('SIGKILL')
  }
}

const COPIES = `SELECT count(*) FROM version v JOIN bucket b ON b.id = v.bucket_id
  WHERE b.name = 'target' AND v.key >= @prefix || '/' AND v.key < @prefix || '0'`

function lookAt(state: string): readonly ResumedJob[] {
  const jobs = openDatabase({ file: join(state, 'jobs.db'), readonly: true })
  const objects = openDatabase({ file: join(state, 'objects.db'), readonly: true })
  try {
    const columns =
      "id, status, failure_reasons AS reasons, total, succeeded, failed, body ->> '$.operation' AS operation"
    const rows = jobs.prepare(`SELECT ${columns} FROM job JOIN job_request ON job = number`).all() as (ResumedJob & {
      readonly operation: string
    })[]
    const copies = objects.prepare(COPIES).pluck()
    return rows.map(({ operation, ...job }) => ({
      ...job,
      copies: copies.get({ prefix: JSON.parse(operation).parameters.TargetKeyPrefix }) as number,
    }))
  } finally {
    jobs.close()
    objects.close()
  }
}
