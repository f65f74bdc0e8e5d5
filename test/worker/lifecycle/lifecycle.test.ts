import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { BUCKET_CONFIGURATIONS } from '../../../db/model/bucket-configuration.ts'
import type { LifecycleRule } from '../../../db/model/lifecycle.ts'
import type { StorageClass } from '../../../db/model/object.ts'
import { openTestBackground, type TestBackground } from '../../support/background.ts'
import { ACCOUNT, makeBucket } from '../../support/local-store.ts'

const DAY = 86_400_000
/** A Thursday, half past ten. */
const START = Date.UTC(2026, 0, 15, 10, 30)

let opened: TestBackground

beforeEach(async () => {
  opened = await openTestBackground({ startMs: START })
  await makeBucket(opened, 'b')
})
afterEach(async () => {
  assert.deepEqual(opened.errors, [])
  await opened.close()
})

async function putRules(...rules: readonly Partial<LifecycleRule>[]): Promise<void> {
  const Rules = rules.map((rule, index) => ({ ID: `r${index}`, Status: 'Enabled', Filter: {}, ...rule }))
  await opened.store.buckets.putConfiguration('b', BUCKET_CONFIGURATIONS.lifecycle, { Rules })
  await opened.background.settled()
}

async function versions(): Promise<readonly string[]> {
  const page = await opened.store.reads.listVersions({
    bucket: 'b',
    prefix: '',
    delimiter: undefined,
    keyMarker: undefined,
    versionIdMarker: undefined,
    limit: 1000,
  })
  return page.versions.map(({ key, deleteMarker, storageClass }) => `${key} ${deleteMarker ? 'marker' : storageClass}`)
}

describe('lifecycle', () => {
  test('expires an object at the midnight after its age, and not before', async () => {
    await opened.put('b', 'logs/a')
    await opened.put('b', 'kept')
    await putRules({ Filter: { Prefix: 'logs/' }, Expiration: { Days: 1 } })
    await opened.advance(DAY)
    assert.deepEqual(await versions(), ['kept STANDARD', 'logs/a STANDARD'])
    await opened.advance(DAY - (START % DAY))
    assert.deepEqual(await versions(), ['kept STANDARD'])
  })

  test('acts at once on what is due when the rules are put', async () => {
    await opened.put('b', 'a')
    await opened.advance(3 * DAY)
    await putRules({ Expiration: { Days: 1 } })
    assert.deepEqual(await versions(), [])
  })

  test('goes through a jump of the clock midnight by midnight: a marker, the old version, the marker itself', async () => {
    await opened.store.buckets.setVersioning('b', 'Enabled')
    await opened.put('b', 'a')
    await putRules(
      { Expiration: { Days: 10 } },
      { NoncurrentVersionExpiration: { NoncurrentDays: 5 } },
      { Expiration: { ExpiredObjectDeleteMarker: true } },
    )
    await opened.advance(11 * DAY)
    assert.deepEqual(await versions(), ['a marker', 'a STANDARD'])
    const marker = await opened.store.reads.find({ bucket: 'b', key: 'a' })
    assert.equal(marker?.modifiedMs, Date.UTC(2026, 0, 26))
    await opened.advance(400 * DAY)
    assert.deepEqual(await versions(), [])
  })

  test('keeps the newest noncurrent versions and those under a lock', async () => {
    await makeBucket(opened, 'locked', { objectLock: true })
    await opened.store.buckets.setVersioning('b', 'Enabled')
    for (let index = 0; index < 5; index++) await opened.put('b', 'a', `${index}`)
    await putRules({ NoncurrentVersionExpiration: { NoncurrentDays: 1, NewerNoncurrentVersions: 2 } })
    await opened.advance(3 * DAY)
    assert.equal((await versions()).length, 3)

    const Rules = [{ ID: 'r', Status: 'Enabled', Filter: {}, NoncurrentVersionExpiration: { NoncurrentDays: 1 } }]
    const first = await opened.put('locked', 'a', 'one')
    const address = { bucket: 'locked', key: 'a', versionId: first.versionId }
    await opened.store.writes.change(address, { kind: 'putLegalHold', on: true })
    await opened.put('locked', 'a', 'two')
    await opened.store.buckets.putConfiguration('locked', BUCKET_CONFIGURATIONS.lifecycle, { Rules })
    await opened.advance(5 * DAY)
    assert.ok(await opened.store.reads.find(address))
    await opened.store.writes.change(address, { kind: 'putLegalHold', on: false })
    await opened.advance(DAY)
    assert.equal(await opened.store.reads.find(address), undefined)
  })

  test('moves objects down, class by class, each in its time', async () => {
    await opened.put('b', 'a', 'x'.repeat(200_000))
    await opened.put('b', 'small')
    const transition = (Days: number, StorageClass: StorageClass) => ({ Days, StorageClass })
    await putRules({ Transitions: [transition(30, 'STANDARD_IA'), transition(60, 'GLACIER')] })
    await opened.advance(31 * DAY)
    assert.deepEqual(await versions(), ['a STANDARD_IA', 'small STANDARD'])
    await opened.advance(30 * DAY)
    assert.deepEqual(await versions(), ['a GLACIER', 'small STANDARD'])
  })

  test('gives up uploads that were begun too long ago', async () => {
    const upload = await opened.store.uploads.create({
      bucket: 'b',
      key: 'logs/a',
      account: ACCOUNT,
      draft: { bucket: 'b', key: 'logs/a', headers: {} },
      checksum: undefined,
    })
    await putRules({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 3 } })
    await opened.advance(3 * DAY)
    assert.equal((await opened.store.uploads.get('b', 'logs/a', upload.id)).id, upload.id)
    await opened.advance(DAY)
    await assert.rejects(opened.store.uploads.get('b', 'logs/a', upload.id), /NoSuchUpload|does not exist/)
  })

  test('goes over large buckets in parts, keys of many versions among them', async () => {
    await opened.store.buckets.setVersioning('b', 'Enabled')
    const writes: Promise<unknown>[] = []
    for (let index = 0; index < 1_100; index++) writes.push(opened.put('b', index < 700 ? 'many' : `k${index}`, 'x'))
    await Promise.all(writes)
    await putRules({ NoncurrentVersionExpiration: { NoncurrentDays: 1, NewerNoncurrentVersions: 3 } })
    await opened.advance(3 * DAY)
    assert.equal((await versions()).filter((text) => text.startsWith('many')).length, 4)
  })

  test('archives what Intelligent-Tiering has not been asked for in a while', async () => {
    const body = await opened.store.writes.stageBytes(Buffer.alloc(200_000))
    const storageClass = 'INTELLIGENT_TIERING'
    await opened.store.writes.put({ bucket: 'b', key: 'a', headers: {}, storageClass, body, etag: 'e' })
    const configuration = {
      Id: 't',
      Status: 'Enabled',
      Tierings: [
        { Days: 90, AccessTier: 'ARCHIVE_ACCESS' },
        { Days: 180, AccessTier: 'DEEP_ARCHIVE_ACCESS' },
      ],
    }
    await opened.store.buckets.putConfiguration('b', BUCKET_CONFIGURATIONS.intelligentTiering, configuration, 't')
    const tier = async () => (await opened.store.reads.version({ bucket: 'b', key: 'a' })).archiveTier
    await opened.advance(90 * DAY)
    assert.equal(await tier(), undefined)
    await opened.advance(DAY)
    assert.equal(await tier(), 'ARCHIVE_ACCESS')
    await opened.advance(90 * DAY)
    assert.equal(await tier(), 'DEEP_ARCHIVE_ACCESS')
  })

  test('tells of itself in its own events', async () => {
    await opened.store.buckets.putConfiguration('b', BUCKET_CONFIGURATIONS.notification, {
      QueueConfigurations: [
        {
          Id: 'q',
          QueueArn: 'arn:aws:sqs:us-east-1:1:q',
          Events: ['s3:LifecycleExpiration:*', 's3:LifecycleTransition'],
        },
      ],
    })
    await opened.put('b', 'big', 'x'.repeat(200_000))
    await putRules({ Transitions: [{ Days: 1, StorageClass: 'GLACIER' }], Expiration: { Days: 3 } })
    await opened.advance(5 * DAY)
    const names = opened.stream.since(0).flatMap(({ payload }) => {
      const { Records } = payload as { readonly Records?: readonly { readonly eventName: string; eventTime: string }[] }
      return (Records ?? []).map(({ eventName, eventTime }) => `${eventName} ${eventTime.slice(0, 10)}`)
    })
    assert.deepEqual(names, ['LifecycleTransition 2026-01-17', 'LifecycleExpiration:Delete 2026-01-19'])
  })
})
