import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import {
  type BucketVersioningStatus,
  DeleteObjectCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { testServer } from '../../../support/running-server.ts'
import { newBucket, refused, textOf } from '../support.ts'

function setVersioning(s3: S3Client, Bucket: string, Status: BucketVersioningStatus) {
  return s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }))
}

describe('versioning', async () => {
  const { s3 } = await testServer({ after })
  const put = async (Bucket: string, Key: string, Body: string) =>
    (await s3.send(new PutObjectCommand({ Bucket, Key, Body }))).VersionId
  const versions = async (Bucket: string) => {
    const page = await s3.send(new ListObjectVersionsCommand({ Bucket }))
    return { versions: page.Versions ?? [], markers: page.DeleteMarkers ?? [] }
  }

  test('a bucket that never had it has no status', async () => {
    const Bucket = await newBucket(s3)
    assert.equal((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status, undefined)
    await setVersioning(s3, Bucket, 'Enabled')
    assert.equal((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status, 'Enabled')
    await refused(setVersioning(s3, Bucket, 'On' as never), 'MalformedXML', 400)
  })

  test('every write makes a version, and each can be read', async () => {
    const Bucket = await newBucket(s3)
    await setVersioning(s3, Bucket, 'Enabled')
    const first = await put(Bucket, 'k', 'one')
    const second = await put(Bucket, 'k', 'two')
    assert.notEqual(first, second)
    const read = async (VersionId?: string) =>
      textOf(await s3.send(new GetObjectCommand({ Bucket, Key: 'k', VersionId })))
    assert.equal(await read(), 'two')
    assert.equal(await read(first), 'one')
    await refused(read('no-version-id'), 'InvalidArgument', 400)
    const page = await versions(Bucket)
    assert.deepEqual(
      page.versions.map(({ VersionId, IsLatest }) => [VersionId, IsLatest]),
      [
        [second, true],
        [first, false],
      ],
    )
  })

  test('a delete puts a marker on top; deleting the marker brings the object back', async () => {
    const Bucket = await newBucket(s3)
    await setVersioning(s3, Bucket, 'Enabled')
    await put(Bucket, 'k', 'one')
    const gone = await s3.send(new DeleteObjectCommand({ Bucket, Key: 'k' }))
    assert.equal(gone.DeleteMarker, true)
    const error = await refused(s3.send(new GetObjectCommand({ Bucket, Key: 'k' })), 'NoSuchKey', 404)
    assert.equal(error['$response'].headers['x-amz-delete-marker'], 'true')
    const VersionId = gone.VersionId
    await refused(s3.send(new GetObjectCommand({ Bucket, Key: 'k', VersionId })), 'MethodNotAllowed', 405)
    const back = await s3.send(new DeleteObjectCommand({ Bucket, Key: 'k', VersionId }))
    assert.equal(back.DeleteMarker, true)
    assert.equal(back.VersionId, VersionId)
    assert.equal(await textOf(await s3.send(new GetObjectCommand({ Bucket, Key: 'k' }))), 'one')
  })

  test('suspended, writes replace the null version and leave the others', async () => {
    const Bucket = await newBucket(s3)
    await put(Bucket, 'k', 'before')
    await setVersioning(s3, Bucket, 'Enabled')
    const named = await put(Bucket, 'k', 'named')
    await setVersioning(s3, Bucket, 'Suspended')
    assert.equal(await put(Bucket, 'k', 'null again'), undefined)
    const page = await versions(Bucket)
    assert.deepEqual(
      page.versions.map(({ VersionId }) => VersionId),
      ['null', named],
    )
    const read = await s3.send(new GetObjectCommand({ Bucket, Key: 'k', VersionId: 'null' }))
    assert.equal(await textOf(read), 'null again')
    const marker = await s3.send(new DeleteObjectCommand({ Bucket, Key: 'k' }))
    assert.equal(marker.VersionId, 'null')
    assert.deepEqual(
      (await versions(Bucket)).versions.map(({ VersionId }) => VersionId),
      [named],
    )
  })

  test('pages of versions follow each other without gap or repetition', async () => {
    const Bucket = await newBucket(s3)
    await setVersioning(s3, Bucket, 'Enabled')
    for (const key of ['a', 'b/1', 'b/2', 'c']) for (const body of ['1', '2', '3']) await put(Bucket, key, body)
    const all = (await versions(Bucket)).versions.map(({ Key, VersionId }) => `${Key} ${VersionId}`)
    const seen: string[] = []
    let [KeyMarker, VersionIdMarker]: (string | undefined)[] = []
    for (;;) {
      const query = { Bucket, MaxKeys: 2, KeyMarker, VersionIdMarker }
      const page: ListObjectVersionsCommandOutput = await s3.send(new ListObjectVersionsCommand(query))
      seen.push(...(page.Versions ?? []).map(({ Key, VersionId }) => `${Key} ${VersionId}`))
      if (page.IsTruncated !== true) break
      ;[KeyMarker, VersionIdMarker] = [page.NextKeyMarker, page.NextVersionIdMarker]
    }
    assert.deepEqual(seen, all)
    const grouped = await s3.send(new ListObjectVersionsCommand({ Bucket, Delimiter: '/' }))
    assert.deepEqual(grouped.CommonPrefixes, [{ Prefix: 'b/' }])
    const lone = new ListObjectVersionsCommand({ Bucket, VersionIdMarker: 'null' })
    await refused(s3.send(lone), 'InvalidArgument', 400)
  })

  test('MFA delete wants a code for taking versions away', async () => {
    const Bucket = await newBucket(s3)
    const configuration = { Status: 'Enabled', MFADelete: 'Enabled' } as const
    const enable = (MFA?: string) =>
      s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: configuration, MFA }))
    await refused(enable(), 'AccessDenied', 403)
    await enable('arn:aws:iam::123456789012:mfa/root 123456')
    assert.equal((await s3.send(new GetBucketVersioningCommand({ Bucket }))).MFADelete, 'Enabled')
    const VersionId = await put(Bucket, 'k', 'x')
    await refused(s3.send(new DeleteObjectCommand({ Bucket, Key: 'k', VersionId })), 'AccessDenied', 403)
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'k', VersionId, MFA: 'serial 123456' }))
  })
})
