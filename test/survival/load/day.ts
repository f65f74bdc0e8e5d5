import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutBucketInventoryConfigurationCommand,
  PutBucketLifecycleConfigurationCommand,
  PutObjectCommand,
  RestoreObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { ACCOUNT } from '../../support/running-server.ts'

export const HOUR_MS = 3_600_000
/** Two midnights pass, so that what is a day old at the first has gone at the second. */
export const HOURS = 48
/** Those, and the one of the day that follows. */
export const MIDNIGHTS = 3

/** What is to happen by itself within two days. */
export interface Day {
  /** Puts what is to pass away; called at every step. */
  readonly feed: (step: number) => Promise<void>
  /** A restore that was asked for has come, and its copy is still there. */
  readonly checkRestored: () => Promise<void>
  /** At the end all of it has happened. @returns how much */
  readonly check: () => Promise<{ readonly expired: number; readonly inventories: number }>
}

const FED = 20

export async function beginDay(s3: S3Client): Promise<Day> {
  for (const Bucket of ['passing', 'inventories', 'archive']) await s3.send(new CreateBucketCommand({ Bucket }))
  const Body = 'archived'
  await s3.send(new PutObjectCommand({ Bucket: 'archive', Key: 'old', Body, StorageClass: 'GLACIER' }))
  await s3.send(new RestoreObjectCommand({ Bucket: 'archive', Key: 'old', RestoreRequest: { Days: 1 } }))
  await s3.send(new PutBucketLifecycleConfigurationCommand(LIFECYCLE))
  await s3.send(new PutBucketInventoryConfigurationCommand(INVENTORY))
  let fed = 0
  return {
    async feed(step) {
      const Bucket = 'passing'
      for (let number = 0; number < FED; number++) {
        await s3.send(new PutObjectCommand({ Bucket, Key: `s${step}/${number}`, Body: 'x'.repeat(20_000) }))
      }
      const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: `left-${step}` }))
      const part = { Bucket, Key: `left-${step}`, UploadId, PartNumber: 1, Body: Buffer.alloc(50_000) }
      await s3.send(new UploadPartCommand(part))
      fed += 1
    },
    async checkRestored() {
      assert.match((await headOfArchived(s3)) ?? '', /ongoing-request="false"/)
    },
    async check() {
      await gone(s3)
      assert.equal(await headOfArchived(s3), undefined)
      return { expired: fed * FED, inventories: await inventoriesOf(s3) }
    },
  }
}

const LIFECYCLE = {
  Bucket: 'passing',
  LifecycleConfiguration: {
    Rules: [
      {
        ID: 'gone',
        Status: 'Enabled' as const,
        Filter: { Prefix: '' },
        Expiration: { Days: 1 },
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
      },
    ],
  },
}

const INVENTORY = {
  Bucket: 'passing',
  Id: 'daily',
  InventoryConfiguration: {
    Id: 'daily',
    IsEnabled: true,
    IncludedObjectVersions: 'Current' as const,
    Schedule: { Frequency: 'Daily' as const },
    Destination: {
      S3BucketDestination: { Bucket: 'arn:aws:s3:::inventories', Format: 'CSV' as const, AccountId: ACCOUNT },
    },
  },
}

async function headOfArchived(s3: S3Client): Promise<string | undefined> {
  return (await s3.send(new HeadObjectCommand({ Bucket: 'archive', Key: 'old' }))).Restore
}

const LIMIT_MS = 120_000

/** They are written in the background as well. */
async function inventoriesOf(s3: S3Client): Promise<number> {
  for (const until = performance.now() + LIMIT_MS; ; await pause(50)) {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'inventories' }))
    const { length } = Contents.filter(({ Key }) => Key?.endsWith('/manifest.json'))
    if (length >= MIDNIGHTS || performance.now() > until) return length
  }
}

async function gone(s3: S3Client): Promise<void> {
  const Bucket = 'passing'
  for (const until = performance.now() + LIMIT_MS; ; await pause(50)) {
    const { KeyCount } = await s3.send(new ListObjectsV2Command({ Bucket }))
    const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket }))
    if (KeyCount === 0 && Uploads.length === 0) return
    assert.ok(performance.now() < until, `${KeyCount} objects and ${Uploads.length} uploads have not passed away`)
  }
}
