import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectLegalHoldCommand,
  GetObjectLockConfigurationCommand,
  GetObjectRetentionCommand,
  HeadObjectCommand,
  type ObjectLockRetentionMode,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
  PutObjectLockConfigurationCommand,
  PutObjectRetentionCommand,
} from '@aws-sdk/client-s3'
import { testServer } from '../../../support/running-server.ts'
import { newBucket, refused } from '../support.ts'

const DAY = 86_400_000

describe('Object Lock', async () => {
  const { s3, clock } = await testServer({ after })
  const Bucket = await newBucket(s3, { ObjectLockEnabledForBucket: true })
  const put = async (Key: string) => (await s3.send(new PutObjectCommand({ Bucket, Key }))).VersionId
  const remove = (Key: string, VersionId: string | undefined, BypassGovernanceRetention?: boolean) =>
    s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId, BypassGovernanceRetention }))
  const retain = (Key: string, Mode: ObjectLockRetentionMode, days: number, BypassGovernanceRetention?: boolean) =>
    s3.send(
      new PutObjectRetentionCommand({
        Bucket,
        Key,
        BypassGovernanceRetention,
        Retention: { Mode, RetainUntilDate: new Date(clock.now() + days * DAY) },
      }),
    )
  const configure = (bucket: string, retention: object) =>
    s3.send(
      new PutObjectLockConfigurationCommand({
        Bucket: bucket,
        ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: retention } },
      }),
    )

  test('a legal hold keeps a version until it is taken off', async () => {
    const version = await put('held')
    const hold = (Status: 'ON' | 'OFF') =>
      s3.send(new PutObjectLegalHoldCommand({ Bucket, Key: 'held', LegalHold: { Status } }))
    await hold('ON')
    assert.equal((await s3.send(new HeadObjectCommand({ Bucket, Key: 'held' }))).ObjectLockLegalHoldStatus, 'ON')
    await refused(remove('held', version, true), 'AccessDenied', 403)
    await hold('OFF')
    const { LegalHold } = await s3.send(new GetObjectLegalHoldCommand({ Bucket, Key: 'held' }))
    assert.equal(LegalHold?.Status, 'OFF')
    await remove('held', version)
  })

  test('a hold that was lifted reads as off, one that never was as nothing', async () => {
    await put('never')
    const shown = (Key: string) => s3.send(new GetObjectLegalHoldCommand({ Bucket, Key }))
    await refused(shown('never'), 'NoSuchObjectLockConfiguration', 404)
    assert.equal((await s3.send(new HeadObjectCommand({ Bucket, Key: 'never' }))).ObjectLockLegalHoldStatus, undefined)
    await s3.send(new PutObjectCommand({ Bucket, Key: 'off', ObjectLockLegalHoldStatus: 'OFF' }))
    assert.equal((await shown('off')).LegalHold?.Status, 'OFF')
    assert.equal((await s3.send(new HeadObjectCommand({ Bucket, Key: 'off' }))).ObjectLockLegalHoldStatus, 'OFF')
  })

  test('GOVERNANCE gives way to the bypass, COMPLIANCE to nobody', async () => {
    const [governed, complied] = [await put('governed'), await put('complied')]
    await retain('governed', 'GOVERNANCE', 2)
    await refused(remove('governed', governed), 'AccessDenied', 403)
    await refused(retain('governed', 'GOVERNANCE', 1), 'AccessDenied', 403)
    await retain('governed', 'GOVERNANCE', 1, true)
    await remove('governed', governed, true)
    await retain('complied', 'COMPLIANCE', 2)
    await refused(remove('complied', complied, true), 'AccessDenied', 403)
    await refused(retain('complied', 'COMPLIANCE', 1, true), 'AccessDenied', 403)
    await retain('complied', 'COMPLIANCE', 3)
    clock.advance(3 * DAY + 1)
    await remove('complied', complied)
  })

  test('deleting many tells which were kept', async () => {
    const VersionId = await put('kept')
    await retain('kept', 'GOVERNANCE', 1)
    const Objects = [{ Key: 'kept', VersionId }]
    const first = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }))
    assert.equal(first.Errors?.[0]?.Code, 'AccessDenied')
    const second = await s3.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects }, BypassGovernanceRetention: true }),
    )
    assert.equal(second.Errors, undefined)
  })

  test('the default retention of a bucket locks what is written', async () => {
    const own = await newBucket(s3, { ObjectLockEnabledForBucket: true })
    await configure(own, { Mode: 'GOVERNANCE', Days: 1 })
    await s3.send(new PutObjectCommand({ Bucket: own, Key: 'k' }))
    const { Retention } = await s3.send(new GetObjectRetentionCommand({ Bucket: own, Key: 'k' }))
    assert.equal(Retention?.Mode, 'GOVERNANCE')
    const left = (Retention?.RetainUntilDate?.getTime() ?? 0) - clock.now()
    assert.ok(left > DAY - 60_000 && left <= DAY)
    const { ObjectLockConfiguration } = await s3.send(new GetObjectLockConfigurationCommand({ Bucket: own }))
    assert.deepEqual(ObjectLockConfiguration?.Rule?.DefaultRetention, { Mode: 'GOVERNANCE', Days: 1 })
  })

  test('a configuration that says too much or too little is refused', async () => {
    const none = await refused(configure(Bucket, { Mode: 'GOVERNANCE', Days: 0 }), 'InvalidArgument', 400)
    assert.deepEqual([none['ArgumentName'], none['ArgumentValue']], ['Days', '0'])
    await refused(configure(Bucket, { Mode: 'GOVERNANCE', Years: 101 }), 'InvalidArgument', 400)
    await refused(configure(Bucket, { Mode: 'GOVERNANCE', Days: 1, Years: 1 }), 'MalformedXML', 400)
    await refused(configure(Bucket, { Mode: 'governance', Days: 1 }), 'MalformedXML', 400)
    await refused(configure(Bucket, { Days: 1 }), 'MalformedXML', 400)
  })

  test('a bucket without it takes no locks, until versioning lets it in', async () => {
    const own = await newBucket(s3)
    const locked = { Bucket: own, Key: 'k', ObjectLockLegalHoldStatus: 'ON' } as const
    const unlockable = await refused(s3.send(new PutObjectCommand(locked)), 'InvalidRequest', 400)
    assert.equal(unlockable['message'], 'Bucket is missing ObjectLockConfiguration')
    await refused(
      s3.send(new GetObjectLockConfigurationCommand({ Bucket: own })),
      'ObjectLockConfigurationNotFoundError',
      404,
    )
    await refused(configure(own, { Mode: 'GOVERNANCE', Days: 1 }), 'InvalidBucketState', 409)
    await s3.send(new PutBucketVersioningCommand({ Bucket: own, VersioningConfiguration: { Status: 'Enabled' } }))
    await configure(own, { Mode: 'GOVERNANCE', Days: 1 })
    await s3.send(new PutObjectCommand(locked))
    const suspend = { Bucket: own, VersioningConfiguration: { Status: 'Suspended' } } as const
    await refused(s3.send(new PutBucketVersioningCommand(suspend)), 'InvalidBucketState', 409)
  })

  test('a lock in the past, or half of one, is refused', async () => {
    await put('k')
    await refused(retain('k', 'GOVERNANCE', -1), 'InvalidArgument', 400)
    const half = { Bucket, Key: 'k', ObjectLockMode: 'GOVERNANCE' } as const
    await refused(s3.send(new PutObjectCommand(half)), 'InvalidArgument', 400)
    await refused(s3.send(new GetObjectRetentionCommand({ Bucket, Key: 'k' })), 'NoSuchObjectLockConfiguration', 404)
  })
})
