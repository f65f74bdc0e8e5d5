import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { DeleteObjectCommand, DeleteObjectsCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3'
import { testServer } from '../../../support/running-server.ts'
import { newBucket, refused } from '../support.ts'

describe('deleting objects', async () => {
  const { s3, url } = await testServer({ after })

  test('a key that is not there is deleted like any other', async () => {
    const Bucket = await newBucket(s3)
    const reply = await s3.send(new DeleteObjectCommand({ Bucket, Key: 'missing' }))
    assert.equal(reply.$metadata.httpStatusCode, 204)
    assert.equal(reply.DeleteMarker, undefined)
  })

  test('many go at once, and the reply tells which', async () => {
    const Bucket = await newBucket(s3)
    for (const Key of ['a', 'b', 'c']) await s3.send(new PutObjectCommand({ Bucket, Key }))
    const Objects = [{ Key: 'a' }, { Key: 'b' }, { Key: 'none' }]
    const reply = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }))
    assert.deepEqual(
      reply.Deleted?.map(({ Key }) => Key),
      ['a', 'b', 'none'],
    )
    const left = await s3.send(new ListObjectsV2Command({ Bucket }))
    assert.deepEqual(
      left.Contents?.map(({ Key }) => Key),
      ['c'],
    )
  })

  test('quiet tells only of failures', async () => {
    const Bucket = await newBucket(s3)
    const { ETag } = await s3.send(new PutObjectCommand({ Bucket, Key: 'kept', Body: '1' }))
    const Objects = [{ Key: 'gone' }, { Key: 'kept', ETag: '"other"' }]
    const reply = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }))
    assert.equal(reply.Deleted, undefined)
    assert.deepEqual(
      reply.Errors?.map(({ Key, Code }) => [Key, Code]),
      [['kept', 'PreconditionFailed']],
    )
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'kept', IfMatch: ETag }))
  })

  test('more than 1,000 keys, none, or no digest of the body are refused', async () => {
    const Bucket = await newBucket(s3)
    const Objects = Array.from({ length: 1001 }, (_, index) => ({ Key: `k${index}` }))
    await refused(s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } })), 'MalformedXML', 400)
    await refused(s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [] } })), 'MalformedXML', 400)
    const bare = '<Delete><Object><Key>a</Key></Object></Delete>'
    const reply = await fetch(`${url}/${Bucket}?delete`, { method: 'POST', body: bare })
    assert.equal(reply.status, 400)
    assert.match(await reply.text(), /Content-MD5/)
  })
})
