import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ReplicationConfiguration } from '../../../db/model/replication-rules.ts'
import type { ScannedVersion } from '../../../db/objects/object-reads.ts'
import { type GeneratorFilter, generatorFilter, scannedPrefix } from '../../../worker/manifest/generator-filter.ts'

const T = Date.UTC(2026, 0, 15)

function version(changes: Partial<ScannedVersion> = {}): ScannedVersion {
  return {
    key: 'photos/a.jpg',
    versionId: 'null',
    isLatest: true,
    deleteMarker: false,
    modifiedMs: T,
    size: 100,
    tags: [],
    storageClass: 'STANDARD',
    archiveTier: undefined,
    encryption: undefined,
    replication: 'NONE',
    ...changes,
  }
}

/** Whether a filter takes a version. */
function takes(filter: GeneratorFilter, changes: Partial<ScannedVersion> = {}): boolean {
  return generatorFilter(filter, { replication: undefined, replicates: false })(version(changes))
}

describe('the filters of the manifest generator', () => {
  test('without a filter every current version is taken, and no delete marker', () => {
    assert.equal(takes({}), true)
    assert.equal(takes({}, { isLatest: false }), false)
    assert.equal(takes({}, { deleteMarker: true }), false)
  })

  test('creation times are strictly after and strictly before', () => {
    const at = new Date(T).toISOString()
    assert.equal(takes({ CreatedAfter: at }), false)
    assert.equal(takes({ CreatedAfter: new Date(T - 1) }), true)
    assert.equal(takes({ CreatedBefore: at }), false)
    assert.equal(takes({ CreatedBefore: new Date(T + 1).toISOString() }), true)
  })

  test('sizes are strictly greater and strictly less', () => {
    assert.equal(takes({ ObjectSizeGreaterThanBytes: 100 }), false)
    assert.equal(takes({ ObjectSizeGreaterThanBytes: 99 }), true)
    assert.equal(takes({ ObjectSizeLessThanBytes: 100 }), false)
    assert.equal(takes({ ObjectSizeLessThanBytes: 101 }), true)
    assert.equal(takes({ ObjectSizeGreaterThanBytes: 0 }, { size: 0 }), false)
  })

  test('keys are matched by prefix, suffix and substring, case and all', () => {
    const key = (KeyNameConstraint: NonNullable<GeneratorFilter['KeyNameConstraint']>) => takes({ KeyNameConstraint })
    assert.equal(key({ MatchAnyPrefix: ['photos/'] }), true)
    assert.equal(key({ MatchAnyPrefix: ['Photos/'] }), false)
    assert.equal(key({ MatchAnySuffix: ['.jpg'] }), true)
    assert.equal(key({ MatchAnySuffix: ['.png'] }), false)
    assert.equal(key({ MatchAnySubstring: ['os/a'] }), true)
    assert.equal(key({ MatchAnyPrefix: ['photos/'], MatchAnySuffix: ['.png'] }), false)
  })

  test('only what begins with the prefix is read', () => {
    assert.equal(scannedPrefix({ KeyNameConstraint: { MatchAnyPrefix: ['a/'] } }), 'a/')
    assert.equal(scannedPrefix({}), '')
  })

  test('storage classes and replication statuses are one of a list', () => {
    assert.equal(takes({ MatchAnyStorageClass: ['GLACIER', 'STANDARD'] }), true)
    assert.equal(takes({ MatchAnyStorageClass: ['GLACIER'] }), false)
    assert.equal(takes({ ObjectReplicationStatuses: ['NONE'] }), true)
    assert.equal(takes({ ObjectReplicationStatuses: ['FAILED', 'REPLICA'] }, { replication: 'REPLICA' }), true)
    assert.equal(takes({ ObjectReplicationStatuses: ['FAILED'] }, { replication: 'PENDING' }), false)
  })

  test('encryption is matched by type, key and bucket key', () => {
    const keyArn = 'arn:aws:kms:us-east-1:123456789012:key/k'
    const kms = { encryption: { kind: 'SSE-KMS', keyArn, bucketKey: true } } as const
    const matches = (one: object, changes: Partial<ScannedVersion> = {}) =>
      takes({ MatchAnyObjectEncryption: [one] }, changes)
    assert.equal(matches({ SSES3: {} }), true)
    assert.equal(matches({ SSES3: {} }, kms), false)
    assert.equal(matches({ SSEKMS: {} }, kms), true)
    assert.equal(matches({ SSEKMS: { KmsKeyArn: keyArn, BucketKeyEnabled: true } }, kms), true)
    assert.equal(matches({ SSEKMS: { KmsKeyArn: `${keyArn}2` } }, kms), false)
    assert.equal(matches({ SSEKMS: { BucketKeyEnabled: false } }, kms), false)
    assert.equal(matches({ DSSEKMS: {} }, kms), false)
    assert.equal(matches({ DSSEKMS: {} }, { encryption: { kind: 'DSSE-KMS' } }), true)
    assert.equal(matches({ SSEC: {} }, { encryption: { kind: 'SSE-C', keyMd5: 'm' } }), true)
    assert.equal(matches({ NOTSSE: {} }), false)
  })
})

describe('replication in the manifest generator', () => {
  const replication: ReplicationConfiguration = {
    Rules: [
      {
        Status: 'Enabled',
        Priority: 1,
        Filter: { And: { Prefix: 'photos/', Tags: [{ Key: 'keep', Value: 'yes' }] } },
        DeleteMarkerReplication: { Status: 'Disabled' },
        Destination: { Bucket: 'arn:aws:s3:::dst' },
      },
      {
        Status: 'Enabled',
        Priority: 2,
        Filter: { Prefix: 'logs/' },
        DeleteMarkerReplication: { Status: 'Enabled' },
        Destination: { Bucket: 'arn:aws:s3:::dst' },
      },
    ],
  }
  const eligible = generatorFilter({ EligibleForReplication: true }, { replication, replicates: false })
  const replicating = generatorFilter({}, { replication, replicates: true })

  test('EligibleForReplication keeps what a rule covers', () => {
    assert.equal(eligible(version()), false)
    assert.equal(eligible(version({ tags: [{ key: 'keep', value: 'yes' }] })), true)
    assert.equal(eligible(version({ key: 'logs/1', storageClass: 'GLACIER' })), false)
    assert.equal(takes({ EligibleForReplication: true }), false)
    assert.equal(takes({ EligibleForReplication: false }), true)
  })

  test('a job that replicates gets all eligible versions, and delete markers where the rules take them', () => {
    assert.equal(replicating(version({ key: 'logs/1', isLatest: false })), true)
    assert.equal(replicating(version({ key: 'logs/1', deleteMarker: true })), true)
    assert.equal(replicating(version({ deleteMarker: true })), false)
    assert.equal(replicating(version({ key: 'other' })), false)
  })
})
