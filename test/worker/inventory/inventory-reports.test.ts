import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { BUCKET_CONFIGURATIONS } from '../../../db/model/bucket-configuration.ts'
import { canonicalIdOf } from '../../../db/model/canonical-id.ts'
import { openTestBackground, type TestBackground } from '../../support/background.ts'
import { ACCOUNT, makeBucket, readBytes } from '../../support/local-store.ts'

const DAY = 86_400_000
/** A Thursday, half past ten. */
const START = Date.UTC(2026, 0, 15, 10, 30)

let opened: TestBackground

beforeEach(async () => {
  opened = await openTestBackground({ startMs: START })
  for (const name of ['src', 'dst']) await makeBucket(opened, name)
})
afterEach(() => opened.close())

function putInventory(
  changes: { readonly Id?: string; readonly [member: string]: unknown } = {},
  destination: object = {},
): Promise<void> {
  const configuration = {
    Id: 'inv',
    IsEnabled: true,
    IncludedObjectVersions: 'Current',
    Schedule: { Frequency: 'Daily' },
    Destination: {
      S3BucketDestination: { Bucket: 'arn:aws:s3:::dst', Format: 'CSV', Prefix: 'reports', ...destination },
    },
    ...changes,
  }
  return opened.store.buckets.putConfiguration('src', BUCKET_CONFIGURATIONS.inventory, configuration, configuration.Id)
}

async function keys(): Promise<readonly string[]> {
  const query = { bucket: 'dst', prefix: '', delimiter: undefined, after: undefined, limit: 1000 }
  return (await opened.store.reads.list(query)).objects.map(({ key }) => key)
}

/** The manifest of the report of that midnight, and its rows. */
async function report(folder: string): Promise<{ readonly manifest: any; readonly rows: readonly string[] }> {
  const manifest = JSON.parse((await readBytes(opened, 'dst', `${folder}manifest.json`)).toString())
  const texts = []
  for (const { key, size, MD5checksum } of manifest.files) {
    const packed = await readBytes(opened, 'dst', key)
    assert.deepEqual([packed.length, hash('md5', packed)], [size, MD5checksum])
    texts.push(gunzipSync(packed).toString())
  }
  return { manifest, rows: texts.join('').split('\n').slice(0, -1) }
}

describe('inventory reports', () => {
  test('are written at midnight, where AWS puts them, with the checksum of the manifest', async () => {
    await opened.put('src', 'dir/a b.txt', 'hello')
    await putInventory()
    await opened.background.settled()
    assert.deepEqual(await keys(), [])
    await opened.advance(DAY)
    const names = (await keys()).map((key) => key.replace(/[0-9a-f-]{36}/, 'UUID'))
    assert.deepEqual(names, [
      'reports/src/inv/2026-01-16T00-00Z/manifest.checksum',
      'reports/src/inv/2026-01-16T00-00Z/manifest.json',
      'reports/src/inv/data/UUID.csv.gz',
      'reports/src/inv/hive/dt=2026-01-16-00-00/symlink.txt',
    ])
    const { manifest, rows } = await report('reports/src/inv/2026-01-16T00-00Z/')
    assert.deepEqual(
      { ...manifest, files: manifest.files.length },
      {
        sourceBucket: 'src',
        destinationBucket: 'arn:aws:s3:::dst',
        version: '2016-11-30',
        creationTimestamp: String(Date.UTC(2026, 0, 16)),
        fileFormat: 'CSV',
        fileSchema: 'Bucket, Key',
        files: 1,
      },
    )
    assert.deepEqual(rows, ['"src","dir/a%20b.txt"'])
    const text = await readBytes(opened, 'dst', 'reports/src/inv/2026-01-16T00-00Z/manifest.json')
    const checksum = await readBytes(opened, 'dst', 'reports/src/inv/2026-01-16T00-00Z/manifest.checksum')
    assert.equal(checksum.toString(), hash('md5', text))
    const symlink = await readBytes(opened, 'dst', 'reports/src/inv/hive/dt=2026-01-16-00-00/symlink.txt')
    assert.equal(symlink.toString(), `s3://dst/${manifest.files[0].key}\n`)
    assert.deepEqual(opened.errors, [])
  })

  test('come daily, or on Sundays; of several missed in a jump the last', async () => {
    await opened.put('src', 'a')
    await putInventory({ Id: 'daily' })
    await putInventory({ Id: 'weekly', Schedule: { Frequency: 'Weekly' } })
    await putInventory({ Id: 'off', IsEnabled: false })
    const manifests = async () =>
      (await keys()).filter((key) => key.endsWith('manifest.json')).map((key) => key.split('/').slice(2, 4).join(' '))
    await opened.background.settled()
    await opened.advance(DAY)
    await opened.advance(DAY)
    assert.deepEqual(await manifests(), ['daily 2026-01-16T00-00Z', 'daily 2026-01-17T00-00Z'])
    await opened.advance(9 * DAY)
    assert.deepEqual(await manifests(), [
      'daily 2026-01-16T00-00Z',
      'daily 2026-01-17T00-00Z',
      'daily 2026-01-26T00-00Z',
      'weekly 2026-01-25T00-00Z',
    ])
  })

  test('of all versions tell them apart; every optional field has its column', async () => {
    await opened.store.buckets.setVersioning('src', 'Enabled')
    const { writes } = opened.store
    const put = async (key: string, more: object): Promise<string> => {
      const body = await writes.stageBytes(Buffer.from('hello'))
      return (await writes.put({ bucket: 'src', key, headers: {}, body, etag: 'e', ...more })).versionId
    }
    const owner = canonicalIdOf(ACCOUNT)
    const id = await put('a', {
      storageClass: 'INTELLIGENT_TIERING',
      encryption: { kind: 'SSE-KMS', keyArn: 'k', bucketKey: true },
      checksum: { algorithm: 'CRC32', type: 'FULL_OBJECT', value: 'x' },
      retention: { mode: 'GOVERNANCE', untilMs: Date.UTC(2027, 0) },
      legalHold: true,
      replication: 'COMPLETED',
    })
    const { versionId } = await writes.remove({ bucket: 'src', key: 'a' })
    const OptionalFields = [
      'Size',
      'LastModifiedDate',
      'ETag',
      'StorageClass',
      'IsMultipartUploaded',
      'ReplicationStatus',
      'EncryptionStatus',
      'ObjectLockRetainUntilDate',
      'ObjectLockMode',
      'ObjectLockLegalHoldStatus',
      'IntelligentTieringAccessTier',
      'BucketKeyStatus',
      'ChecksumAlgorithm',
      'ObjectAccessControlList',
      'ObjectOwner',
    ]
    await putInventory({ IncludedObjectVersions: 'All', OptionalFields })
    await opened.background.settled()
    await opened.advance(DAY)
    const { manifest, rows } = await report('reports/src/inv/2026-01-16T00-00Z/')
    assert.equal(
      manifest.fileSchema,
      ['Bucket, Key, VersionId, IsLatest, IsDeleteMarker', ...OptionalFields].join(', '),
    )
    const acl = {
      version: '2022-11-10',
      status: 'AVAILABLE',
      grants: [{ canonicalId: owner, type: 'CanonicalUser', permission: 'FULL_CONTROL' }],
    }
    const date = '2026-01-15T10:30:00.000Z'
    const row = (cells: readonly string[]) => cells.map((cell) => `"${cell}"`).join(',')
    assert.deepEqual(rows, [
      row(['src', 'a', versionId ?? '', 'true', 'true', '', date, ...Array(12).fill(''), owner]),
      row(
        [
          'src',
          'a',
          id,
          'false',
          'false',
          '5',
          date,
          'e',
          'INTELLIGENT_TIERING',
          'false',
          'COMPLETED',
          'SSE-KMS',
        ].concat(
          ['2027-01-01T00:00:00.000Z', 'GOVERNANCE', 'ON', 'FREQUENT', 'ENABLED', 'CRC32'],
          [Buffer.from(JSON.stringify(acl)).toString('base64'), owner],
        ),
      ),
    ])
  })

  test('of current versions leave out old ones and what is deleted, however many there are of a key', async () => {
    await opened.store.buckets.setVersioning('src', 'Enabled')
    for (let number = 0; number < 1_005; number++) await opened.put('src', 'many')
    for (const key of ['a', 'gone', 'z']) await opened.put('src', key)
    await opened.store.writes.remove({ bucket: 'src', key: 'gone' })
    await putInventory({ Id: 'current' })
    await putInventory({ Id: 'all', IncludedObjectVersions: 'All' })
    await opened.background.settled()
    await opened.advance(DAY)
    const current = await report('reports/src/current/2026-01-16T00-00Z/')
    assert.deepEqual(current.rows, ['"src","a"', '"src","many"', '"src","z"'])
    const all = await report('reports/src/all/2026-01-16T00-00Z/')
    assert.equal(all.rows.length, 1_009)
    assert.equal(new Set(all.rows).size, 1_009)
    assert.equal(all.rows.filter((row) => row.includes('"true","false"')).length, 3)
  })

  test('keep to a prefix, are encrypted as wanted, and have no folder of a prefix when there is none', async () => {
    for (const key of ['in/a', 'in/b', 'out']) await opened.put('src', key)
    const keyArn = 'arn:aws:kms:us-east-1:123456789012:key/k'
    const Encryption = { SSEKMS: { KeyId: keyArn } }
    await putInventory({ Filter: { Prefix: 'in/' } }, { Prefix: undefined, Encryption })
    await opened.background.settled()
    await opened.advance(DAY)
    const { rows } = await report('src/inv/2026-01-16T00-00Z/')
    assert.deepEqual(rows, ['"src","in/a"', '"src","in/b"'])
    const manifest = await opened.store.reads.version({
      bucket: 'dst',
      key: 'src/inv/2026-01-16T00-00Z/manifest.json',
    })
    assert.deepEqual(manifest.encryption, { kind: 'SSE-KMS', keyArn })
  })

  test('that cannot be written hold up no others', async () => {
    await opened.put('src', 'a')
    await putInventory({ Id: '1' }, { Bucket: 'arn:aws:s3:::nowhere' })
    await putInventory({ Id: '2' }, { Format: 'ORC' })
    await putInventory({ Id: '3' })
    await opened.background.settled()
    await opened.advance(DAY)
    assert.equal((await keys()).filter((key) => key.includes('/3/')).length, 4)
    assert.equal(opened.errors.length, 2)
  })
})
