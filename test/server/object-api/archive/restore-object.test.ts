import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import {
  CopyObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutBucketIntelligentTieringConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  RestoreObjectCommand,
  type StorageClass,
  type Tier,
} from '@aws-sdk/client-s3'
import { ACCOUNT, testServer } from '../../../support/running-server.ts'
import { newBucket, refused, textOf } from '../support.ts'

const HOUR = 3_600_000

test('each restore tells once of its copy, in a clock that runs on', async (t) => {
  const { s3, clock, url } = await testServer(t, { restoreDurationMs: HOUR })
  const Bucket = await newBucket(s3)
  const QueueArn = `arn:aws:sqs:us-east-1:${ACCOUNT}:q`
  await s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket,
      NotificationConfiguration: { QueueConfigurations: [{ QueueArn, Events: ['s3:ObjectRestore:*'] }] },
    }),
  )
  const keys = Array.from({ length: 20 }, (_, index) => `k${index}`)
  for (const Key of keys) {
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'cold', StorageClass: 'GLACIER' }))
    await s3.send(new RestoreObjectCommand({ Bucket, Key, RestoreRequest: { Days: 1 } }))
  }
  const told = readEvents(url, 3 * keys.length)
  clock.advance(72 * HOUR)
  const names = await told
  for (const name of ['Post', 'Completed', 'Delete']) {
    assert.equal(names.filter((found) => found === `ObjectRestore:${name}`).length, keys.length, name)
  }
})

/** The names of so many events, as they come. */
async function readEvents(url: string, count: number): Promise<readonly string[]> {
  const aborted = new AbortController()
  const response = await fetch(`${url}/_emulator/events?after=0`, { signal: aborted.signal })
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true })
    if ((text.match(/"eventName"/g) ?? []).length >= count) break
  }
  aborted.abort()
  return Array.from(text.matchAll(/"eventName":"([^"]*)"/g), ([, name = '']) => name)
}

describe('archived objects', async () => {
  const { s3, clock } = await testServer({ after }, { restoreDurationMs: HOUR })
  const Bucket = await newBucket(s3)
  const archive = (Key: string, StorageClass: StorageClass = 'GLACIER') =>
    s3.send(new PutObjectCommand({ Bucket, Key, Body: 'cold', StorageClass }))
  const restore = (Key: string, Days = 1, tier: Tier = 'Standard') =>
    s3.send(new RestoreObjectCommand({ Bucket, Key, RestoreRequest: { Days, GlacierJobParameters: { Tier: tier } } }))
  const read = async (Key: string) => textOf(await s3.send(new GetObjectCommand({ Bucket, Key })))
  const state = async (Key: string) => (await s3.send(new HeadObjectCommand({ Bucket, Key }))).Restore

  test('cannot be read or copied', async () => {
    await archive('k')
    const error = await refused(read('k'), 'InvalidObjectState', 403)
    assert.equal(error['StorageClass'], 'GLACIER')
    const copy = new CopyObjectCommand({ Bucket, Key: 'c', CopySource: `${Bucket}/k` })
    await refused(s3.send(copy), 'InvalidObjectState', 403)
    assert.equal(await state('k'), undefined)
  })

  test('are restored in time, and the copy expires', async () => {
    await archive('k')
    assert.equal((await restore('k')).$metadata.httpStatusCode, 202)
    assert.equal(await state('k'), 'ongoing-request="true"')
    await refused(restore('k'), 'RestoreAlreadyInProgress', 409)
    await refused(read('k'), 'InvalidObjectState', 403)
    clock.advance(HOUR)
    assert.match(
      (await state('k')) ?? '',
      /^ongoing-request="false", expiry-date="\w{3}, \d\d \w{3} \d{4} 00:00:00 GMT"$/,
    )
    assert.equal(await read('k'), 'cold')
    assert.equal((await restore('k', 3)).$metadata.httpStatusCode, 200)
    clock.advance(5 * 24 * HOUR)
    await refused(read('k'), 'InvalidObjectState', 403)
  })

  test('only they can be restored, and not every tier is for all', async () => {
    await archive('warm', 'STANDARD')
    await refused(restore('warm'), 'InvalidObjectState', 403)
    await archive('deep', 'DEEP_ARCHIVE')
    await refused(restore('deep', 1, 'Expedited'), 'InvalidArgument', 400)
    await refused(restore('deep', 0), 'InvalidArgument', 400)
    await refused(restore('missing'), 'NoSuchKey', 404)
  })
})

test('an object that Intelligent-Tiering has archived comes back for good', async (t) => {
  const { s3, clock } = await testServer(t, { restoreDurationMs: HOUR })
  const Bucket = await newBucket(s3)
  const at = { Bucket, Key: 'k' }
  const Tierings = [{ Days: 90, AccessTier: 'ARCHIVE_ACCESS' as const }]
  await s3.send(
    new PutBucketIntelligentTieringConfigurationCommand({
      Bucket,
      Id: 't',
      IntelligentTieringConfiguration: { Id: 't', Status: 'Enabled', Tierings },
    }),
  )
  await s3.send(new PutObjectCommand({ ...at, Body: Buffer.alloc(200_000), StorageClass: 'INTELLIGENT_TIERING' }))
  clock.advance(92 * 24 * HOUR)
  const head = () => s3.send(new HeadObjectCommand(at))
  while ((await head()).ArchiveStatus === undefined) await new Promise(setImmediate)
  const error = await refused(s3.send(new GetObjectCommand(at)), 'InvalidObjectState', 403)
  assert.equal(error['AccessTier'], 'ARCHIVE_ACCESS')
  const restore = (RestoreRequest: object) => s3.send(new RestoreObjectCommand({ ...at, RestoreRequest }))
  await refused(restore({ Days: 1 }), 'InvalidArgument', 400)
  assert.equal((await restore({})).$metadata.httpStatusCode, 202)
  clock.advance(HOUR)
  const { ArchiveStatus, Restore } = await head()
  assert.deepEqual([ArchiveStatus, Restore], [undefined, 'ongoing-request="false"'])
  assert.equal((await textOf(await s3.send(new GetObjectCommand(at)))).length, 200_000)
  await refused(restore({}), 'ObjectAlreadyInActiveTierError', 403)
})
