/** What listings say of each object, to the byte: on short pages and on long ones, which are written another way. */
import assert from 'node:assert/strict'
import { after as atEnd, before, describe, test } from 'node:test'
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  RestoreObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { canonicalIdOf } from '../../../../db/model/canonical-id.ts'
import { ACCOUNT, testServer } from '../../../support/running-server.ts'
import { newBucket } from '../support.ts'

const HOUR = 3_600_000
const OWNER = `<Owner><ID>${canonicalIdOf(ACCOUNT)}</ID></Owner>`
/** Of a body of one `x`. */
const ETAG = '<ETag>&quot;9dd4e461268c8034f5c8564e155c67a6&quot;</ETag>'
const RESTORED = { 'x-amz-optional-object-attributes': 'RestoreStatus' }

describe('what listings say of an object', async () => {
  const server = await testServer({ after: atEnd }, { restoreDurationMs: HOUR })
  const { s3, clock } = server
  let bucket: string
  let multipartEtag: string

  const put = (Key: string, more: Partial<PutObjectCommandInput> = {}) =>
    s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: 'x', ...more }))
  const restore = (Key: string) =>
    s3.send(new RestoreObjectCommand({ Bucket: bucket, Key, RestoreRequest: { Days: 2 } }))

  async function putInParts(Key: string): Promise<string> {
    const upload = await s3.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key, ChecksumAlgorithm: 'SHA256' }))
    const part = { Bucket: bucket, Key, UploadId: upload.UploadId, PartNumber: 1 }
    const { ETag, ChecksumSHA256 } = await s3.send(
      new UploadPartCommand({ ...part, Body: 'x', ChecksumAlgorithm: 'SHA256' }),
    )
    const Parts = [{ PartNumber: 1, ETag, ChecksumSHA256 }]
    const made = await s3.send(new CompleteMultipartUploadCommand({ ...part, MultipartUpload: { Parts } }))
    return made.ETag?.replaceAll('"', '') ?? ''
  }

  async function listing(query: string, headers: Readonly<Record<string, string>> = {}, of = bucket): Promise<string> {
    const answer = await fetch(`${server.url}/${of}?${query}`, { headers })
    const text = await answer.text()
    assert.equal(answer.status, 200, text)
    return text.replaceAll(/<LastModified>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z<\/LastModified>/g, '<LastModified/>')
  }
  const contents = async (...asked: Parameters<typeof listing>) =>
    (await listing(...asked)).match(/<Contents>.*?<\/Contents>/gs) ?? []

  before(async () => {
    bucket = await newBucket(s3)
    await put('a & <b>', { ChecksumAlgorithm: 'SHA1' })
    await put('cold', { ChecksumAlgorithm: 'CRC32', StorageClass: 'GLACIER' })
    await put('frozen', { ChecksumAlgorithm: 'CRC32C', StorageClass: 'GLACIER' })
    multipartEtag = await putInParts('parts')
    await put('warming', { ChecksumAlgorithm: 'SHA256', StorageClass: 'DEEP_ARCHIVE' })
    for (let number = 0; number < 100; number++) await put(`z/${number % 50}/é\u0001${number}`)
    await restore('cold')
    clock.advance(2 * HOUR)
    await restore('warming')
  })

  /** What the SDK adds by itself. */
  const crc = '<ChecksumAlgorithm>CRC32</ChecksumAlgorithm><ChecksumType>FULL_OBJECT</ChecksumType>'
  const element = (key: string, algorithm: string, storageClass: string, rest = '', etag = ETAG): string =>
    `<Contents><Key>${key}</Key><LastModified/>${etag}<ChecksumAlgorithm>${algorithm}</ChecksumAlgorithm><ChecksumType>${
      algorithm === 'SHA256' && key === 'parts' ? 'COMPOSITE' : 'FULL_OBJECT'
    }</ChecksumType><Size>1</Size><StorageClass>${storageClass}</StorageClass>${rest}</Contents>`
  const parts = () => `<ETag>&quot;${multipartEtag}&quot;</ETag>`

  test('is its key, date, ETag, checksum, size and class', async () => {
    const expected = [
      element('a &amp; &lt;b&gt;', 'SHA1', 'STANDARD'),
      element('cold', 'CRC32', 'GLACIER'),
      element('frozen', 'CRC32C', 'GLACIER'),
      element('parts', 'SHA256', 'STANDARD', '', parts()),
      element('warming', 'SHA256', 'DEEP_ARCHIVE'),
    ]
    assert.deepEqual(await contents('list-type=2&max-keys=5'), expected)
    const whole = await contents('list-type=2')
    assert.equal(whole.length, 105)
    assert.deepEqual(whole.slice(0, 5), expected)
    assert.equal(
      whole[5],
      `<Contents><Key>z/0/é&#x1;0</Key><LastModified/>${ETAG}${crc}<Size>1</Size><StorageClass>STANDARD</StorageClass></Contents>`,
    )
  })

  test('has its owner when that is asked for, and always in the first version of the listing', async () => {
    const expected = element('a &amp; &lt;b&gt;', 'SHA1', 'STANDARD', OWNER)
    for (const query of ['list-type=2&fetch-owner=true', '']) {
      const [short] = await contents(`${query}&max-keys=1`)
      const long = await contents(query)
      assert.deepEqual([short, long[0]], [expected, expected])
      assert.ok(long.every((text) => text.includes(OWNER)))
    }
  })

  test('has the state of its restored copy when that is asked for', async () => {
    for (const query of ['list-type=2', 'list-type=2&max-keys=5']) {
      const shown = (await contents(query, RESTORED)).slice(0, 5)
      const states = shown.map((text) => /<RestoreStatus>.*<\/RestoreStatus>/.exec(text)?.[0])
      assert.equal(states[4], '<RestoreStatus><IsRestoreInProgress>true</IsRestoreInProgress></RestoreStatus>')
      assert.match(
        states[1] ?? '',
        /^<RestoreStatus><IsRestoreInProgress>false<\/IsRestoreInProgress><RestoreExpiryDate>\d{4}-\d\d-\d\dT00:00:00\.000Z<\/RestoreExpiryDate><\/RestoreStatus>$/,
      )
      assert.deepEqual([states[0], states[2], states[3]], [undefined, undefined, undefined])
    }
    const { Contents = [] } = await s3.send(
      new ListObjectsV2Command({ Bucket: bucket, OptionalObjectAttributes: ['RestoreStatus'] }),
    )
    assert.deepEqual(
      Contents.filter(({ RestoreStatus }) => RestoreStatus !== undefined).map(({ Key }) => Key),
      ['cold', 'warming'],
    )
  })

  test('has its key percent-encoded when that is asked for, as have prefixes and delimiters', async () => {
    const whole = await contents('list-type=2&encoding-type=url')
    assert.deepEqual(
      [whole[0], whole[5]].map((text) => /<Key>(.*)<\/Key>/.exec(text ?? '')?.[1]),
      ['a%20%26%20%3Cb%3E', 'z/0/%C3%A9%010'],
    )
    const rolledUp = await listing('list-type=2&encoding-type=url&delimiter=%01&prefix=z%2F')
    assert.ok(rolledUp.includes('<Delimiter>%01</Delimiter>'))
    assert.equal(rolledUp.match(/<CommonPrefixes><Prefix>z\/\d+\/%C3%A9%01<\/Prefix><\/CommonPrefixes>/g)?.length, 50)
    const asItIs = await listing('list-type=2&delimiter=%01&prefix=z%2F')
    assert.equal(asItIs.match(/<CommonPrefixes><Prefix>z\/\d+\/é&#x1;<\/Prefix><\/CommonPrefixes>/g)?.length, 50)
  })

  test('is the same on a long page as on pages of one', async () => {
    const query = 'list-type=2&fetch-owner=true&delimiter=1'
    const long = await listing(query, RESTORED)
    const names = Array.from(long.matchAll(/<(?:Key|CommonPrefixes><Prefix)>(.*?)</g), ([, name = '']) => name)
    assert.ok(names.length > 40)
    const elements = /<(Contents|CommonPrefixes)>.*?<\/\1>/gs
    const short: string[] = []
    for (let token = ''; ; ) {
      const page = await listing(`${query}&max-keys=1${token}`, RESTORED)
      short.push(...(page.match(elements) ?? []))
      const next = /<NextContinuationToken>(.*)<\/NextContinuationToken>/.exec(page)?.[1]
      if (next === undefined) break
      token = `&continuation-token=${encodeURIComponent(next)}`
    }
    assert.deepEqual([...short].sort(), [...(long.match(elements) ?? [])].sort())
  })

  test('is told of versions and delete markers, each with its id', async () => {
    const Bucket = await newBucket(s3)
    await put('k', { Bucket })
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }))
    const ids: (string | undefined)[] = ['null']
    for (let number = 0; number < 20; number++) ids.unshift((await put('k', { Bucket })).VersionId)
    const marker = await s3.send(new DeleteObjectCommand({ Bucket, Key: 'k' }))
    const version = (id = '') =>
      `<Version>${ETAG}${crc}<Size>1</Size><StorageClass>STANDARD</StorageClass><Key>k</Key><VersionId>${id}</VersionId><IsLatest>false</IsLatest><LastModified/>${OWNER}</Version>`
    const deleted = `<DeleteMarker>${OWNER}<Key>k</Key><VersionId>${marker.VersionId}</VersionId><IsLatest>true</IsLatest><LastModified/></DeleteMarker>`
    const long = await listing('versions', {}, Bucket)
    assert.deepEqual(long.match(/<Version>.*?<\/Version>/gs), ids.map(version))
    assert.deepEqual(long.match(/<DeleteMarker>.*?<\/DeleteMarker>/gs), [deleted])
    const short = await listing('versions&max-keys=2', {}, Bucket)
    assert.deepEqual(short.match(/<Version>.*?<\/Version>/gs), [version(ids[0])])
    assert.deepEqual(short.match(/<DeleteMarker>.*?<\/DeleteMarker>/gs), [deleted])
    const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }))
    assert.deepEqual([Versions.map(({ VersionId }) => VersionId), DeleteMarkers.length], [ids, 1])
  })
})
