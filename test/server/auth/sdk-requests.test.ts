import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { after, before, beforeEach, describe, test } from 'node:test'
import {
  type ChecksumAlgorithm,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import * as fc from 'fast-check'
import { checksumOf } from '../../../db/model/checksum/hasher.ts'
import { ACCESS_KEY_ID, SECRET_ACCESS_KEY, startVerifyingServer, type VerifyingServer } from './verifying-server.ts'

let server: VerifyingServer
let client: S3Client

function connect(secretAccessKey = SECRET_ACCESS_KEY, region = 'us-east-1'): S3Client {
  return new S3Client({
    endpoint: server.url,
    region,
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: { accessKeyId: ACCESS_KEY_ID, secretAccessKey },
  })
}

before(async () => {
  server = await startVerifyingServer()
  client = connect()
})
beforeEach(() => {
  server.received.length = 0
})
after(async () => {
  client.destroy()
  await server.close()
})

describe('requests signed by the JavaScript SDK', () => {
  test('pass whatever the key is made of', async () => {
    const keys = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 30 })
      .filter((key) => !/^\.{1,2}$|^[./]*\//.test(key))
    await fc.assert(
      fc.asyncProperty(keys, async (key) => {
        await client.send(new HeadObjectCommand({ Bucket: 'bkt', Key: key, VersionId: key }))
      }),
      { numRuns: 60 },
    )
  })

  for (const key of ["a b+c&d=é%25%zz!'()*;:@,$#?~.txt", 'a//b///c', '日本/🙂', 'trailing/']) {
    test(`pass for the key "${key}"`, async () => {
      await client.send(new DeleteObjectCommand({ Bucket: 'bkt', Key: key }))
      await client.send(new PutObjectCommand({ Bucket: 'bkt', Key: key, Body: 'x', Metadata: { a: ' b   c ' } }))
      assert.equal(server.received.length, 2)
    })
  }

  test('pass in another region, with a tag set in XML', async () => {
    const other = connect(SECRET_ACCESS_KEY, 'eu-central-1')
    const Tagging = { TagSet: [{ Key: 'a', Value: 'b' }] }
    await other.send(new PutObjectTaggingCommand({ Bucket: 'b', Key: 'k', Tagging }))
    other.destroy()
    assert.match(server.received[0]!.body.toString(), /<Tagging/)
  })

  test('are refused with the wrong secret', async () => {
    const thief = connect('wrong')
    await assert.rejects(thief.send(new DeleteObjectCommand({ Bucket: 'b', Key: 'k' })), {
      name: 'SignatureDoesNotMatch',
    })
    thief.destroy()
  })
})

describe('bodies sent by the JavaScript SDK', () => {
  const algorithms: readonly ChecksumAlgorithm[] = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256']

  for (const ChecksumAlgorithm of algorithms) {
    test(`as a string carry ${ChecksumAlgorithm} in a header`, async () => {
      await client.send(new PutObjectCommand({ Bucket: 'b', Key: 'k', Body: 'hello', ChecksumAlgorithm }))
      const { body, payload, contentSha256 } = server.received[0]!
      assert.equal(body.toString(), 'hello')
      assert.match(contentSha256 ?? '', /^[0-9a-f]{64}$/)
      assert.deepEqual(
        payload.checksums.map((checksum) => checksum.algorithm),
        [ChecksumAlgorithm],
      )
    })

    test(`as a stream carry ${ChecksumAlgorithm} in a trailer`, async () => {
      const data = Buffer.alloc(300_000, 'stream')
      const Body = Readable.from([data.subarray(0, 100_000), data.subarray(100_000)])
      const input = {
        Bucket: 'b',
        Key: 'k',
        Body,
        ContentLength: data.length,
        ContentEncoding: 'gzip',
        ChecksumAlgorithm,
      }
      await client.send(new PutObjectCommand(input))
      const { body, payload, contentSha256, contentEncoding } = server.received[0]!
      assert.ok(body.equals(data))
      assert.equal(contentSha256, 'STREAMING-UNSIGNED-PAYLOAD-TRAILER')
      assert.equal(contentEncoding, 'gzip')
      const name = `x-amz-checksum-${ChecksumAlgorithm.toLowerCase()}`
      assert.equal(payload.checksums[0]?.value, payload.trailers.get(name))
      assert.deepEqual(Buffer.from(payload.md5), checksumOf('MD5', data))
    })
  }

  test('may be empty', async () => {
    await client.send(new PutObjectCommand({ Bucket: 'b', Key: 'k', Body: '' }))
    assert.equal(server.received[0]!.payload.size, 0)
  })
})

describe('URLs presigned by the JavaScript SDK', () => {
  test('give and take an object', async () => {
    const key = 'a b/ü+&.txt'
    const get = await getSignedUrl(
      client,
      new GetObjectCommand({ Bucket: 'b', Key: key, ResponseContentType: 'a/b; c' }),
    )
    assert.equal((await fetch(get)).status, 200)
    const put = await getSignedUrl(client, new PutObjectCommand({ Bucket: 'b', Key: key }), { expiresIn: 60 })
    assert.match(put, /x-amz-checksum-crc32=AAAAAA/)
    assert.equal((await fetch(put, { method: 'PUT', body: 'any body' })).status, 200)
    assert.equal(server.received[1]!.body.toString(), 'any body')
  })

  test('are bound to their method, parameters and time', async () => {
    const url = await getSignedUrl(client, new GetObjectCommand({ Bucket: 'b', Key: 'k' }), { expiresIn: 60 })
    assert.equal((await fetch(url, { method: 'DELETE' })).status, 403)
    assert.equal((await fetch(url.replace('X-Amz-Expires=60', 'X-Amz-Expires=61'))).status, 403)
    const signingDate = new Date(Date.now() - 120_000)
    const old = await getSignedUrl(client, new GetObjectCommand({ Bucket: 'b', Key: 'k' }), {
      expiresIn: 60,
      signingDate,
    })
    assert.match(await (await fetch(old)).text(), /AccessDenied.*Request has expired/)
  })
})
