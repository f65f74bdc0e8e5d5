import assert from 'node:assert/strict'
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import { waitForJob } from '../../support/wait-for-job.ts'
import type { Fate } from './fates.ts'
import type { KillWorld } from './kill-world.ts'
import type { KilledOperation } from './killed-operations.ts'

export interface KilledJob {
  readonly name: string
  readonly killed: KilledOperation
  readonly fate: Fate
  readonly JobId: string
  readonly round: number
  readonly rows: readonly string[]
  readonly missing: number
}

/** The job ended as it was to; its counters are its rows; each row is in the report once; each effect is there once. */
export async function checkJob(world: KillWorld, job: KilledJob): Promise<void> {
  const { name, fate, JobId, round, rows } = job
  const told = `${name} that ${fate.name}, round ${round}, job ${JobId}`
  const { ProgressSummary, Status } = await waitForJob(world.control, JobId, ...fate.ends)
  const { NumberOfTasksSucceeded: succeeded = 0, NumberOfTasksFailed: failed = 0 } = ProgressSummary ?? {}
  const reported = await reportRows(world, JobId)
  const statuses = reported.map(([, status]) => status)
  assert.equal(statuses.filter((status) => status === 'succeeded').length, succeeded, told)
  assert.equal(statuses.filter((status) => status === 'failed').length, failed, told)
  const names = reported.map(([row]) => row).sort()
  if (fate.whole || Status === 'Complete') {
    assert.equal(ProgressSummary?.TotalNumberOfTasks, rows.length, told)
    assert.equal(failed, job.killed.refuses ? job.missing : 0, told)
    assert.deepEqual(names, rows.toSorted(), told)
  } else assertPartOf(names, rows.toSorted(), told)
  checkEffects(world, job, succeeded, Status === 'Complete', told)
}

function checkEffects(world: KillWorld, job: KilledJob, succeeded: number, whole: boolean, told: string): void {
  const { killed, round } = job
  const effects = world.query('objects', (db) => killed.effects?.(db, round))
  if (killed.effectsAre === 'tasks') assert.equal(effects, succeeded, told)
  // The tasks of some keys were not run; the others may have had the same value before.
  if (killed.effectsAre === 'keys' && whole) assert.equal(effects, world.keys.length, told)
}

/** Every member of the first sorted list is one of the second, none more often than there. */
function assertPartOf(part: readonly string[], whole: readonly string[], told: string): void {
  let at = 0
  for (const member of part) {
    while (at < whole.length && (whole[at] as string) < member) at += 1
    assert.equal(whole[at], member, `${told}: ${member} is reported more often than it is in the manifest`)
    at += 1
  }
}

/** The rows of a job's report, `bucket,key,version` and status each. */
async function reportRows({ s3 }: KillWorld, jobId: string): Promise<readonly (readonly [string, string])[]> {
  const { Contents = [] } = await s3.send(
    new ListObjectsV2Command({ Bucket: 'reports', Prefix: `out/job-${jobId}/results/` }),
  )
  const rows: [string, string][] = []
  for (const { Key } of Contents) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'reports', Key }))
    const text = (await Body?.transformToString()) ?? ''
    for (const line of text.split('\r\n').slice(0, -1)) {
      const [bucket, key, version, status] = line.split(',')
      rows.push([`${bucket},${key},${version}`, status ?? ''])
    }
  }
  return rows
}
