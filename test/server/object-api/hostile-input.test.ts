import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { testServer } from '../../support/running-server.ts'
import { newBucket, refused } from './support.ts'

describe('what clients should not send', async () => {
  const data = mkdtempSync(join(tmpdir(), 's3control-local-'))
  after(() => rmSync(data, { recursive: true, force: true, maxRetries: 5 }))
  const { s3, port, url } = await testServer({ after }, { data })
  const Bucket = await newBucket(s3)
  const files = () =>
    readdirSync(data, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/\.db(-\w+)?$/.test(entry.name) && /blobs|incoming/.test(entry.parentPath))
      .map(({ name }) => name)

  test('an upload that breaks off leaves neither object nor file', async () => {
    const socket = connect(port, '127.0.0.1')
    socket.write(`PUT /${Bucket}/broken HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10000000\r\n\r\n`)
    socket.write(Buffer.alloc(1_000_000))
    while (files().length === 0) await pause(10)
    assert.equal(files().length, 1)
    socket.destroy()
    while (files().length > 0) await pause(10)
    await refused(s3.send(new HeadObjectCommand({ Bucket, Key: 'broken' })), 'NotFound', 404)
  })

  test('an upload that is refused leaves no file', async () => {
    const big = Buffer.alloc(1_000_000)
    const wrong = new PutObjectCommand({
      Bucket,
      Key: 'wrong',
      Body: big,
      ContentMD5: Buffer.alloc(16).toString('base64'),
    })
    await refused(s3.send(wrong), 'BadDigest', 400)
    await s3.send(new PutObjectCommand({ Bucket, Key: 'there' }))
    await refused(
      s3.send(new PutObjectCommand({ Bucket, Key: 'there', Body: big, IfNoneMatch: '*' })),
      'PreconditionFailed',
      412,
    )
    assert.deepEqual(files(), [])
  })

  test('a list of more than 10,000 parts is malformed', async () => {
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'parts' }))
    const Parts = Array.from({ length: 10_001 }, (_, index) => ({ PartNumber: index + 1, ETag: '"x"' }))
    const complete = new CompleteMultipartUploadCommand({ Bucket, Key: 'parts', UploadId, MultipartUpload: { Parts } })
    await refused(s3.send(complete), 'MalformedXML', 400)
  })

  test('numbers out of range in a query are refused as arguments', async () => {
    for (const query of ['max-keys=-1', 'max-keys=x', 'max-keys=99999999999999999999', 'list-type=2&max-keys=1.5']) {
      const reply = await fetch(`${url}/${Bucket}?${query}`)
      assert.equal(reply.status, 400, query)
      assert.match(await reply.text(), /<Code>InvalidArgument<\/Code>/)
    }
  })

  test('a continuation token that nobody gave is refused', async () => {
    for (const ContinuationToken of ['x', 'AAAAAAAAAAAAAAAA', '..']) {
      await refused(s3.send(new ListObjectsV2Command({ Bucket, ContinuationToken })), 'InvalidArgument', 400)
    }
  })

  test('a range of a million digits is no range', async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: 'r', Body: 'abc' }))
    const reply = await fetch(`${url}/${Bucket}/r`, { headers: { range: `bytes=0-${'9'.repeat(10_000)}` } })
    assert.equal(await reply.text(), 'abc')
  })
})
