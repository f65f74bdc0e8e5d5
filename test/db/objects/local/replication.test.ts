import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { BUCKET_CONFIGURATIONS } from '../../../../db/model/bucket-configuration.ts'
import { canonicalIdOf } from '../../../../db/model/canonical-id.ts'
import type { ObjectVersion } from '../../../../db/model/object.ts'
import type { ReplicationRule } from '../../../../db/model/replication-rules.ts'
import { makeBucket, openTestStore, readText, replicateDue, type TestStore } from '../../../support/local-store.ts'

const OTHER = '210987654321'

let opened: TestStore
let number = 0
let src = ''
let dst = ''

before(async () => {
  opened = await openTestStore()
})
after(() => opened.close())

/** Two fresh versioned buckets for each test. */
beforeEach(async () => {
  number += 1
  src = `src-${number}`
  dst = `dst-${number}`
  for (const name of [src, dst]) await makeVersioned(name)
})

async function makeVersioned(name: string, account?: string, objectLock = false): Promise<void> {
  await makeBucket(opened, name, { objectLock, ...(account === undefined ? {} : { account }) })
  await opened.store.buckets.setVersioning(name, 'Enabled')
}

function rule(changes: Partial<ReplicationRule> = {}): ReplicationRule {
  return {
    ID: 'r',
    Status: 'Enabled',
    Priority: 1,
    Filter: {},
    DeleteMarkerReplication: { Status: 'Enabled' },
    Destination: { Bucket: `arn:aws:s3:::${dst}` },
    ...changes,
  }
}

function replicateBy(...rules: readonly ReplicationRule[]): Promise<void> {
  const body = { Role: 'arn:aws:iam::123456789012:role/r', Rules: rules }
  return opened.store.buckets.putConfiguration(src, BUCKET_CONFIGURATIONS.replication, body)
}

const read = (bucket: string, key: string, versionId?: string): Promise<ObjectVersion> =>
  opened.store.reads.version({ bucket, key, versionId })
const find = (bucket: string, key: string): Promise<ObjectVersion | undefined> =>
  opened.store.reads.find({ bucket, key })

describe('replication', () => {
  test('brings a new version to its destination with the same id, and notes that on both', async () => {
    await replicateBy(rule())
    const written = await opened.put(src, 'a', 'text')
    assert.equal(written.replication, 'PENDING')
    assert.equal(await find(dst, 'a'), undefined)
    await replicateDue(opened)
    assert.equal((await read(src, 'a')).replication, 'COMPLETED')
    const replica = await read(dst, 'a')
    assert.equal(replica.replication, 'REPLICA')
    assert.equal(replica.versionId, written.versionId)
    assert.equal(replica.modifiedMs, written.modifiedMs)
    assert.equal(await readText(opened, replica), 'text')
  })

  test('leaves alone what no rule covers, and what was there before', async () => {
    await opened.put(src, 'logs/old')
    await replicateBy(rule({ Filter: { Prefix: 'logs/' } }))
    assert.equal((await opened.put(src, 'other')).replication, 'NONE')
    await replicateDue(opened)
    assert.equal((await read(src, 'logs/old')).replication, 'NONE')
    assert.equal(await find(dst, 'logs/old'), undefined)
  })

  test('takes in what was there before where the rule says so', async () => {
    for (let index = 0; index < 450; index++) await opened.put(src, `k${index}`)
    await opened.store.writes.remove({ bucket: src, key: 'k7' })
    await replicateBy(rule({ ExistingObjectReplication: { Status: 'Enabled' } }))
    await replicateDue(opened)
    assert.equal((await read(src, 'k449')).replication, 'COMPLETED')
    assert.equal((await read(dst, 'k0')).replication, 'REPLICA')
    assert.equal((await find(dst, 'k7'))?.deleteMarker, true)
  })

  test('goes by tags, all of them, and by the highest priority for a destination', async () => {
    const tagged = {
      And: {
        Tags: [
          { Key: 'a', Value: '1' },
          { Key: 'b', Value: '2' },
        ],
      },
    }
    const to = (StorageClass: 'STANDARD_IA' | 'GLACIER') => ({ Bucket: `arn:aws:s3:::${dst}`, StorageClass })
    await replicateBy(
      rule({ Filter: tagged, Priority: 1, Destination: to('STANDARD_IA') }),
      rule({ Filter: { Prefix: 'x' }, Priority: 2, Destination: to('GLACIER') }),
    )
    const put = async (key: string, ...names: readonly string[]): Promise<void> => {
      const tags = names.map((name) => ({ key: name, value: name === 'a' ? '1' : '2' }))
      const body = await opened.store.writes.stageBytes(Buffer.from('x'))
      await opened.store.writes.put({ bucket: src, key, headers: {}, tags, body, etag: 'e' })
    }
    await put('one', 'a')
    await put('both', 'a', 'b')
    await put('x-both', 'a', 'b')
    await replicateDue(opened)
    assert.equal(await find(dst, 'one'), undefined)
    assert.equal((await read(dst, 'both')).storageClass, 'STANDARD_IA')
    assert.deepEqual((await read(dst, 'both')).tags.length, 2)
    assert.equal((await read(dst, 'x-both')).storageClass, 'GLACIER')
  })

  test('goes to several destinations, of any account, and gives the replica to the other owner where told', async () => {
    const foreign = `foreign-${number}`
    await makeVersioned(foreign, OTHER)
    const owned = `owned-${number}`
    await makeVersioned(owned, OTHER)
    await replicateBy(
      rule({ Priority: 1, Destination: { Bucket: `arn:aws:s3:::${foreign}` } }),
      rule({
        Priority: 2,
        Destination: {
          Bucket: `arn:aws:s3:::${owned}`,
          Account: OTHER,
          AccessControlTranslation: { Owner: 'Destination' },
        },
      }),
    )
    const owner = canonicalIdOf('123456789012')
    const acl = { owner, grants: [{ grantee: { type: 'id', value: owner }, permission: 'READ' }] } as const
    const body = await opened.store.writes.stageBytes(Buffer.from('x'))
    await opened.store.writes.put({ bucket: src, key: 'a', headers: {}, acl, body, etag: 'e' })
    await replicateDue(opened)
    assert.deepEqual([(await read(foreign, 'a')).owner, (await read(foreign, 'a')).acl], ['123456789012', acl])
    assert.deepEqual([(await read(owned, 'a')).owner, (await read(owned, 'a')).acl], [OTHER, undefined])
    assert.equal((await read(src, 'a')).replication, 'COMPLETED')
  })

  test('fails where the destination is missing or not versioned, and says so on the source', async () => {
    await replicateBy(rule({ Priority: 1 }), rule({ Priority: 2, Destination: { Bucket: 'arn:aws:s3:::nowhere' } }))
    await opened.put(src, 'a')
    await replicateDue(opened)
    assert.equal((await read(src, 'a')).replication, 'FAILED')
    assert.equal((await read(dst, 'a')).replication, 'REPLICA')
  })

  test('copies and uploads in parts are replicated like other writes', async () => {
    await replicateBy(rule())
    await opened.put(dst, 'from')
    const copied = await opened.store.writes.copy({
      source: { bucket: dst, key: 'from' },
      target: { bucket: src, key: 'copy', headers: {} },
      metadata: 'copy',
      tagging: 'copy',
      annotations: 'copy',
    })
    assert.equal(copied.replication, 'PENDING')
    await replicateDue(opened)
    assert.equal(await readText(opened, await read(dst, 'copy')), 'body of from')
  })

  test('a body lives as long as one of source and replica does', async () => {
    await replicateBy(rule())
    const big = 'x'.repeat(100_000)
    const { versionId } = await opened.put(src, 'big', big)
    await replicateDue(opened)
    await opened.store.writes.remove({ bucket: src, key: 'big', versionId })
    assert.equal(await readText(opened, await read(dst, 'big')), big)
  })
})

describe('deletes', () => {
  test('delete markers are replicated where the rule says so, deletes of versions never', async () => {
    await replicateBy(rule())
    const { versionId } = await opened.put(src, 'a')
    await replicateDue(opened)
    const marker = await opened.store.writes.remove({ bucket: src, key: 'a' })
    await replicateDue(opened)
    const replica = await find(dst, 'a')
    assert.deepEqual([replica?.deleteMarker, replica?.versionId], [true, marker.versionId])
    await opened.store.writes.remove({ bucket: src, key: 'a', versionId })
    await replicateDue(opened)
    assert.equal((await read(dst, 'a', versionId)).replication, 'REPLICA')
  })

  test('rules without delete markers, or with tags, leave them at home; rules of the old schema take them', async () => {
    await replicateBy(
      rule({ Filter: { Prefix: 'off/' }, DeleteMarkerReplication: { Status: 'Disabled' } }),
      rule({ Priority: 2, Filter: { Tag: { Key: 'k', Value: 'v' } } }),
    )
    for (const key of ['off/a', 'b']) {
      await opened.put(src, key)
      await opened.store.writes.remove({ bucket: src, key })
    }
    await replicateDue(opened)
    assert.notEqual((await find(dst, 'off/a'))?.deleteMarker, true)
    assert.equal(await find(dst, 'b'), undefined)
    await replicateBy({ Status: 'Enabled', Prefix: '', Destination: { Bucket: `arn:aws:s3:::${dst}` } })
    await opened.put(src, 'c')
    await opened.store.writes.remove({ bucket: src, key: 'c' })
    await replicateDue(opened)
    assert.equal((await find(dst, 'c'))?.deleteMarker, true)
  })
})

describe('changes', () => {
  test('tags, ACL and locks of a replicated version follow', async () => {
    const locked = { src: `locked-src-${number}`, dst: `locked-dst-${number}` }
    for (const name of [locked.src, locked.dst]) await makeVersioned(name, undefined, true)
    const body = {
      Role: 'r',
      Rules: [rule({ Destination: { Bucket: `arn:aws:s3:::${locked.dst}` } })],
    }
    await opened.store.buckets.putConfiguration(locked.src, BUCKET_CONFIGURATIONS.replication, body)
    await opened.put(locked.src, 'a')
    await replicateDue(opened)
    const change = (value: Parameters<typeof opened.store.writes.change>[1]) =>
      opened.store.writes.change({ bucket: locked.src, key: 'a' }, value)
    const untilMs = opened.clock.now() + 86_400_000
    await change({ kind: 'putTagging', tags: [{ key: 'k', value: 'v' }] })
    await change({ kind: 'putLegalHold', on: true })
    await change({ kind: 'putRetention', retention: { mode: 'GOVERNANCE', untilMs }, bypassGovernance: false })
    assert.equal((await read(locked.src, 'a')).replication, 'PENDING')
    await replicateDue(opened)
    const replica = await read(locked.dst, 'a')
    assert.deepEqual(replica.tags, [{ key: 'k', value: 'v' }])
    assert.equal(replica.legalHold, true)
    assert.deepEqual(replica.retention, { mode: 'GOVERNANCE', untilMs })
    assert.equal((await read(locked.src, 'a')).replication, 'COMPLETED')
  })

  test('a tag that comes later brings nothing in', async () => {
    await replicateBy(rule({ Filter: { Tag: { Key: 'k', Value: 'v' } } }))
    await opened.put(src, 'a')
    await opened.store.writes.change(
      { bucket: src, key: 'a' },
      { kind: 'putTagging', tags: [{ key: 'k', value: 'v' }] },
    )
    await replicateDue(opened)
    assert.equal((await read(src, 'a')).replication, 'NONE')
  })

  test('changes of a replica go back only where a rule syncs them, and it stays a replica', async () => {
    await replicateBy(rule())
    await opened.put(src, 'a')
    await replicateDue(opened)
    const back = (sync: 'Enabled' | 'Disabled') =>
      opened.store.buckets.putConfiguration(dst, BUCKET_CONFIGURATIONS.replication, {
        Role: 'r',
        Rules: [
          rule({
            Destination: { Bucket: `arn:aws:s3:::${src}` },
            SourceSelectionCriteria: { ReplicaModifications: { Status: sync } },
          }),
        ],
      })
    const tag = async (value: string): Promise<readonly unknown[]> => {
      await opened.store.writes.change({ bucket: dst, key: 'a' }, { kind: 'putTagging', tags: [{ key: 'k', value }] })
      await replicateDue(opened)
      return (await read(src, 'a')).tags
    }
    await back('Disabled')
    assert.deepEqual(await tag('1'), [])
    await back('Enabled')
    assert.deepEqual(await tag('2'), [{ key: 'k', value: '2' }])
    assert.equal((await read(dst, 'a')).replication, 'REPLICA')
    assert.equal((await read(src, 'a')).replication, 'COMPLETED')
  })

  test('a bucket without a configuration has nothing put on record', async () => {
    await opened.put(dst, 'a')
    await opened.store.writes.change({ bucket: dst, key: 'a' }, { kind: 'putTagging', tags: [] })
    assert.deepEqual(await opened.store.effects.due(['notify', 'replicate'], Number.MAX_SAFE_INTEGER, 10), [])
  })
})

describe('encryption', () => {
  test('what KMS encrypts goes only where a rule selects it, with the key of the destination', async () => {
    await replicateBy(
      rule({ Filter: { Prefix: 'plain/' } }),
      rule({
        Priority: 2,
        Filter: { Prefix: 'kms/' },
        SourceSelectionCriteria: { SseKmsEncryptedObjects: { Status: 'Enabled' } },
        Destination: { Bucket: `arn:aws:s3:::${dst}`, EncryptionConfiguration: { ReplicaKmsKeyID: 'key-2' } },
      }),
    )
    for (const key of ['plain/a', 'kms/a']) {
      const body = await opened.store.writes.stageBytes(Buffer.from('x'))
      const encryption = { kind: 'SSE-KMS', keyArn: 'key-1' } as const
      await opened.store.writes.put({ bucket: src, key, headers: {}, encryption, body, etag: 'e' })
    }
    await replicateDue(opened)
    assert.equal((await read(src, 'plain/a')).replication, 'NONE')
    assert.deepEqual((await read(dst, 'kms/a')).encryption, { kind: 'SSE-KMS', keyArn: 'key-2' })
  })
})
