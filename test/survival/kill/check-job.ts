import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import { DescribeJobCommand, type JobDescriptor } from '@aws-sdk/client-s3-control'
import { ACCOUNT } from '../../support/running-server.ts'
import type { Fate } from './fates.ts'
import type { KillWorld } from './kill-world.ts'
import type { At, KilledOperation } from './killed-operations.ts'
import { persist } from './persist.ts'

export interface KilledJob {
  readonly name: string
  readonly killed: KilledOperation
  readonly fate: Fate
  readonly JobId: string
  readonly rows: readonly string[]
  readonly missing: number
  readonly at: At
}

/**
 * The job ended as it was to; its counters are its rows; each row is in the report once; each effect is there once.
 * @returns its tasks
 */
export async function checkJob(world: KillWorld, job: KilledJob): Promise<number> {
  const { name, fate, JobId, at } = job
  const rows = job.rows.toSorted()
  const told = `${name} that ${fate.name}, round ${at.round}, job ${JobId}`
  const { ProgressSummary, Status, FailureReasons } = await endOf(world, JobId, told)
  assert.ok(Status && fate.ends.includes(Status), `${told}: it is ${Status}, ${JSON.stringify(FailureReasons)}`)
  const { NumberOfTasksSucceeded: succeeded = 0, NumberOfTasksFailed: failed = 0 } = ProgressSummary ?? {}
  const reported = await reportRows(world, JobId)
  const named = (wanted: string): string[] => reported.filter(({ status }) => status === wanted).map(({ row }) => row)
  assert.equal(named('succeeded').length, succeeded, told)
  assert.equal(named('failed').length, failed, told)
  const all = reported.map(({ row }) => row).sort()
  if (fate.whole || Status === 'Complete') {
    assert.equal(ProgressSummary?.TotalNumberOfTasks, rows.length, told)
    assert.equal(failed, job.killed.refuses ? job.missing : 0, told)
    assert.deepEqual(all, rows, told)
  } else assertPartOf(all, rows, told)
  if (name === 'LambdaInvoke') assertPartOf(named('succeeded').sort(), callsOf(world, JobId, at.bucket), told)
  if (job.killed.generated) await checkGenerated(world, job, told)
  checkEffects(world, job, succeeded, Status === 'Complete', told)
  return rows.length
}

const LIMIT_MS = 600_000
const ENDED = ['Complete', 'Failed', 'Cancelled']

async function endOf(world: KillWorld, JobId: string, told: string): Promise<JobDescriptor> {
  for (const until = performance.now() + LIMIT_MS; ; await pause(30)) {
    const { Job } = await persist(() => world.control.send(new DescribeJobCommand({ AccountId: ACCOUNT, JobId })))
    if (ENDED.includes(Job?.Status ?? '')) return Job as JobDescriptor
    assert.ok(performance.now() < until, `${told}: it is still ${Job?.Status}`)
  }
}

function checkEffects(world: KillWorld, job: KilledJob, succeeded: number, whole: boolean, told: string): void {
  const { killed, at } = job
  const effects = world.query('objects', (db) => killed.effects?.(db, at))
  if (killed.effectsAre === 'tasks') assert.equal(effects, succeeded, `${told}: effects`)
  // The tasks of some keys were not run; the others may have had the same value before.
  const wanted = killed.effectsAre === 'keys' ? at.keys.length : killed.effectsAre
  if (typeof wanted === 'number' && whole) assert.equal(effects, wanted, `${told}: effects`)
}

/** The manifest that the service made is there once, whole, however often it was begun. */
async function checkGenerated({ s3 }: KillWorld, { at, JobId, fate }: KilledJob, told: string): Promise<void> {
  if (!fate.whole) return
  const Prefix = `${at.bucket}-${at.round}/`
  const { Contents = [] } = await persist(() => s3.send(new ListObjectsV2Command({ Bucket: 'lists', Prefix })))
  const names = Contents.map(({ Key = '' }) => Key.replace(/^.*?job-/, 'job-').replace(/files\/.*/, 'files/'))
  assert.deepEqual(
    names.sort(),
    ['files/', 'manifest.checksum', 'manifest.json'].map((name) => `job-${JobId}/${name}`),
    told,
  )
}

/** Every member of the first sorted list is one of the second, none more often than there. */
function assertPartOf(part: readonly string[], whole: readonly string[], told: string): void {
  let at = 0
  for (const member of part) {
    while (at < whole.length && (whole[at] as string) < member) at += 1
    assert.equal(whole[at], member, `${told}: ${member} is more often there than it may be`)
    at += 1
  }
}

/** What a function was called for, as rows: at least once for each that succeeded. */
function callsOf({ calls }: KillWorld, JobId: string, bucket: string): readonly string[] {
  const lines = readFileSync(calls, 'utf8').split('\n')
  const mine = lines.filter((line) => line.startsWith(`${JobId} `))
  return mine.map((line) => `${bucket},${line.slice(JobId.length + 1)},`).sort()
}

/** The rows of a job's report: `bucket,key,version` and status each. */
async function reportRows({ s3 }: KillWorld, jobId: string): Promise<readonly ReportedRow[]> {
  const Prefix = `out/job-${jobId}/results/`
  const { Contents = [] } = await persist(() => s3.send(new ListObjectsV2Command({ Bucket: 'reports', Prefix })))
  const rows: ReportedRow[] = []
  for (const { Key } of Contents) {
    const text = await persist(async () => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'reports', Key }))
      return (await Body?.transformToString()) ?? ''
    })
    for (const line of text.split('\r\n').slice(0, -1)) {
      const [bucket, key, version, status = ''] = line.split(',')
      rows.push({ row: `${bucket},${key},${version}`, status })
    }
  }
  return rows
}

interface ReportedRow {
  readonly row: string
  readonly status: string
}
