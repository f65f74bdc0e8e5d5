import assert from 'node:assert/strict'
import { hash, randomBytes } from 'node:crypto'
import { describe, test } from 'node:test'
import { CreateBucketCommand, GetObjectCommand } from '@aws-sdk/client-s3'
import { rawRequest } from '../../support/raw-request.ts'
import { testServer } from '../../support/running-server.ts'

const HEAD = 'Host: localhost\r\nAuthorization: AWS 123456789012:x\r\n'

/** As `aws-chunked` bytes in chunks of so many. */
function chunked(body: Buffer, chunkBytes: number): Buffer {
  const pieces: Buffer[] = []
  for (let at = 0; at < body.length; at += chunkBytes) {
    const chunk = body.subarray(at, at + chunkBytes)
    pieces.push(Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n'))
  }
  return Buffer.concat([...pieces, Buffer.from('0\r\n\r\n')])
}

function upload(key: string, body: Buffer, chunkBytes: number | undefined, last: boolean): Buffer {
  const wire = chunkBytes === undefined ? body : chunked(body, chunkBytes)
  const framing =
    chunkBytes === undefined
      ? ''
      : `Content-Encoding: aws-chunked\r\nx-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER\r\nx-amz-decoded-content-length: ${body.length}\r\n`
  const close = last ? 'Connection: close\r\n' : ''
  const head = `PUT /bucket/${key} HTTP/1.1\r\n${HEAD}${framing}${close}Content-Length: ${wire.length}\r\n\r\n`
  return Buffer.concat([Buffer.from(head), wire])
}

describe('uploads behind one another on one connection', () => {
  const CHUNKS = { plain: undefined, 'in chunks of 8 KiB': 8_192, 'in chunks of 64 KiB': 65_536, 'in one chunk': 1e9 }
  for (const [how, chunkBytes] of Object.entries(CHUNKS)) {
    test(`keep each its own bytes, wherever the pieces of the socket end (${how})`, async (t) => {
      const { port, s3 } = await testServer(t)
      await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }))
      const bodies = [70_001, 262_144, 17_000, 1_300_003, 65_536, 400_000].map((size) => randomBytes(size))
      const requests = bodies.map((body, index) => upload(`k${index}`, body, chunkBytes, index === bodies.length - 1))
      const answers = await rawRequest(port, Buffer.concat(requests))
      assert.equal(answers.match(/HTTP\/1\.1 200/g)?.length, bodies.length, answers)
      for (const [index, body] of bodies.entries()) {
        const { Body, ETag } = await s3.send(new GetObjectCommand({ Bucket: 'bucket', Key: `k${index}` }))
        assert.equal(ETag, `"${hash('md5', body)}"`)
        assert.deepEqual(Buffer.from((await Body?.transformToByteArray()) ?? []), body)
      }
    })
  }
})
