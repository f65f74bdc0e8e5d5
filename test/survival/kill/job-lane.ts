import assert from 'node:assert/strict'
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import type { CreateJobCommandInput, JobManifest } from '@aws-sdk/client-s3-control'
import { createJob } from '../../support/create-job.ts'
import { REPORT } from '../../support/job-world.ts'
import { ACCOUNT } from '../../support/running-server.ts'
import type { Random } from '../support/random.ts'
import { checkJob } from './check-job.ts'
import { FATES, type Fate } from './fates.ts'
import { type KillWorld, makeBuckets, putKeys } from './kill-world.ts'
import type { Entry, KilledOperation } from './killed-operations.ts'
import { persist } from './persist.ts'

/** Jobs of one operation, one after the other, whatever happens to the server meanwhile. */
export interface JobLane {
  readonly name: string
  readonly counts: LaneCounts
  /** The one that has been created and not been seen to its end. */
  readonly current: () => string | undefined
  /** Begins no more jobs. Resolves when the last one has ended, and has been looked at. */
  readonly finish: () => Promise<void>
}

export interface LaneCounts {
  /** While a job of it was at work. */
  kills: number
  jobs: number
  tasks: number
  /** What ought not to be: a sentence each. */
  readonly violations: string[]
}

export interface LaneOptions {
  readonly world: KillWorld
  readonly name: string
  readonly killed: KilledOperation
  readonly keys: readonly string[]
  readonly random: Random
}

/** Shared by all lanes. */
export async function furnish(world: KillWorld): Promise<void> {
  await makeBuckets(world, ['manifests', 'reports', 'lists'])
}

export async function openJobLane(options: LaneOptions): Promise<JobLane> {
  const { world, name, killed, keys } = options
  const bucket = bucketOf(name)
  const ObjectLockEnabledForBucket = killed.locked === true
  await world.s3.send(new CreateBucketCommand({ Bucket: bucket, ObjectLockEnabledForBucket }))
  await killed.furnish?.(world, bucket)
  await putKeys(
    world,
    bucket,
    keys,
    killed.storageClass === undefined ? {} : { 'x-amz-storage-class': killed.storageClass },
  )
  const counts: LaneCounts = { kills: 0, jobs: 0, tasks: 0, violations: [] }
  let current: string | undefined
  const finishing = new AbortController()
  const work = async (): Promise<void> => {
    for (let round = 0; !finishing.signal.aborted; round++) {
      await runJob(options, bucket, round, (id) => {
        current = id
      })
        .then((tasks) => {
          counts.jobs += 1
          counts.tasks += tasks
        })
        .catch((error: unknown) => counts.violations.push(String(error)))
      current = undefined
    }
  }
  const done = work()
  return {
    name,
    counts,
    current: () => current,
    async finish() {
      finishing.abort()
      await done
    },
  }
}

/** @returns its tasks */
async function runJob(
  { world, name, killed, keys, random }: LaneOptions,
  bucket: string,
  round: number,
  begun: (id: string) => void,
): Promise<number> {
  const entries = (await killed.arrange?.(world, { bucket, keys, round })) ?? keys.map((key) => ({ key }))
  const fate = fateOf(round, random, killed, entries.length)
  const { rows, missing } = rowsOf(bucket, entries, killed, fate)
  const source = killed.generated ? generatorOf(bucket, round) : { Manifest: await putRows(world, bucket, rows) }
  const request: Partial<CreateJobCommandInput> = {
    Manifest: undefined,
    ClientRequestToken: `${bucket}-${round}`,
    Operation: killed.operation(round),
    Report: REPORT,
    Priority: random.below(100),
    ...source,
  }
  // Sent again when no answer came: the token makes it one job.
  const JobId = await persist(() => createJob(world.control, request))
  begun(JobId)
  await fate.interfere?.(world, JobId, random)
  const tasks = await checkJob(world, { name, killed, fate, JobId, rows, missing, at: { bucket, keys, round } })
  // A client may not know for long that there was an answer.
  const again = await persist(() => createJob(world.control, request))
  assert.equal(again, JobId, `${name}, round ${round}: the same request made a second job`)
  return tasks
}

export function bucketOf(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '-')
}

/** A job must have run so many tasks before it can fail of them. */
const THRESHOLD_TASKS = 1_000

/** The first job runs to its good end; of the later ones some are cancelled, some must fail. */
function fateOf(round: number, random: Random, { refuses, repeat, generated }: KilledOperation, objects: number): Fate {
  const drawn = random.next()
  if (round === 0 || drawn < 0.6) return FATES.completes
  if (drawn < 0.8) return FATES.cancelled
  return refuses && generated !== true && objects * repeat * 3 >= THRESHOLD_TASKS ? FATES.fails : FATES.completes
}

/** `bucket,key,version`, so often as the operation wants it, and now and then ones that are not there. */
function rowsOf(
  bucket: string,
  entries: readonly Entry[],
  { repeat, generated }: KilledOperation,
  { missingEvery }: Fate,
): { readonly rows: readonly string[]; readonly missing: number } {
  const rows: string[] = []
  let missing = 0
  for (let turn = 0; turn < repeat; turn++) {
    for (const [index, { key, versionId }] of entries.entries()) {
      rows.push(`${bucket},${key},${versionId ?? ''}`)
      if (generated === true || index % missingEvery !== 0) continue
      const gone = missingEvery === 1 ? [`${key}-missing`, `${key}-gone`] : [`${key}-missing`]
      rows.push(...gone.map((absent) => `${bucket},${absent},${versionId === undefined ? '' : 'null'}`))
      missing += gone.length
    }
  }
  return { rows, missing }
}

async function putRows({ s3 }: KillWorld, bucket: string, rows: readonly string[]): Promise<JobManifest> {
  const Key = `${bucket}.csv`
  const versioned = rows[0]?.endsWith(',') === false
  const Body = rows.map((row) => `${versioned ? row : row.slice(0, -1)}\n`).join('')
  const { ETag } = await persist(() => s3.send(new PutObjectCommand({ Bucket: 'manifests', Key, Body })))
  return {
    Spec: {
      Format: 'S3BatchOperations_CSV_20180820',
      Fields: versioned ? ['Bucket', 'Key', 'VersionId'] : ['Bucket', 'Key'],
    },
    Location: { ObjectArn: `arn:aws:s3:::manifests/${Key}`, ETag },
  }
}

function generatorOf(bucket: string, round: number): Pick<CreateJobCommandInput, 'ManifestGenerator'> {
  return {
    ManifestGenerator: {
      S3JobManifestGenerator: {
        ExpectedBucketOwner: ACCOUNT,
        SourceBucket: `arn:aws:s3:::${bucket}`,
        EnableManifestOutput: true,
        ManifestOutputLocation: {
          Bucket: 'arn:aws:s3:::lists',
          ManifestPrefix: `${bucket}-${round}`,
          ManifestFormat: 'S3InventoryReport_CSV_20211130',
        },
      },
    },
  }
}
