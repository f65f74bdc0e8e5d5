import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { CHECKSUM_ALGORITHMS, checksumHeaderName } from '../../../../db/model/checksum/algorithm.ts'
import { checksumOf } from '../../../../db/model/checksum/hasher.ts'
import { checkPayload } from '../../../../server/http/body/check-payload.ts'
import { storedContentEncoding } from '../../../../server/http/body/payload-framing.ts'
import { type PayloadOptions, type PayloadPlan, planPayload } from '../../../../server/http/body/payload-plan.ts'
import type { PayloadResult } from '../../../../server/http/body/payload-result.ts'
import { readPayload } from '../../../../server/http/body/read-payload.ts'

type Headers = Readonly<Record<string, string>>

const HELLO = Buffer.from('hello')
const HELLO_MD5 = 'XUFAKrxLKna5cZ2REBfFkg=='
const HELLO_SHA256 = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824'
const TRAILER_BODY = Buffer.from('5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n')
const TRAILER_HEADERS = {
  'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  'x-amz-decoded-content-length': '5',
  'x-amz-trailer': 'x-amz-checksum-crc32',
}

async function* pieces(body: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < body.length; at += size) yield body.subarray(at, at + size)
}

/** Reads a body both ways, as a stream and at once, and makes sure that both say the same. */
async function read(body: Uint8Array, headers: Headers, options?: PayloadOptions): Promise<PayloadResult> {
  const plan = planPayload(headers, body.length, options)
  const out: Uint8Array[] = []
  const [streamed, whole] = await Promise.allSettled([
    readPayload(pieces(body, 3), plan, (piece) => void out.push(piece)),
    new Promise<PayloadResult>((resolve) => resolve(checkPayload(body, plan))),
  ])
  if (streamed.status === 'rejected' || whole.status === 'rejected') {
    assert.equal(streamed.status, whole.status)
    const [a, b] = [streamed, whole].map((result) => (result as PromiseRejectedResult).reason as Error)
    assert.equal(a!.message, b!.message)
    throw a!
  }
  const { bytes, ...result } = whole.value as PayloadResult & { bytes: Uint8Array }
  assert.deepEqual(Buffer.from(bytes), Buffer.concat(out))
  assert.deepEqual(
    { ...result, md5: Buffer.from(result.md5) },
    { ...streamed.value, md5: Buffer.from(streamed.value.md5) },
  )
  return result
}

const refusal = (code: string, message?: RegExp) => (error: unknown) => {
  assert.equal((error as { readonly code?: string }).code, code)
  if (message !== undefined) assert.match((error as Error).message, message)
  return true
}

describe('a body that is what its headers say', () => {
  test('passes with Content-MD5, payload hash and checksum together', async () => {
    const result = await read(HELLO, {
      'content-md5': HELLO_MD5,
      'x-amz-content-sha256': HELLO_SHA256,
      'x-amz-checksum-crc32': 'NhCmhg==',
      'x-amz-sdk-checksum-algorithm': 'CRC32',
    })
    assert.equal(Buffer.from(result.md5).toString('base64'), HELLO_MD5)
    assert.deepEqual(result.checksums, [{ algorithm: 'CRC32', value: 'NhCmhg==' }])
    assert.equal(result.size, 5)
  })

  test('passes with each checksum in a header, and with each in a trailer', async () => {
    for (const algorithm of CHECKSUM_ALGORITHMS) {
      const value = Buffer.from(await checksumOf(algorithm, HELLO)).toString('base64')
      const name = checksumHeaderName(algorithm)
      const header = await read(HELLO, { [name]: value })
      assert.deepEqual(header.checksums, [{ algorithm, value }])
      const framed = Buffer.from(`5\r\nhello\r\n0\r\n${name}:${value}\r\n\r\n`)
      const trailer = await read(framed, {
        ...TRAILER_HEADERS,
        'x-amz-trailer': name,
        'x-amz-sdk-checksum-algorithm': algorithm.toLowerCase(),
      })
      assert.deepEqual(trailer.checksums, [{ algorithm, value }])
    }
  })

  test('gets the default checksum when it claims none, and any other asked for', async () => {
    const claimed = await read(
      HELLO,
      { 'x-amz-checksum-crc32': 'NhCmhg==' },
      { defaultAlgorithm: 'CRC64NVME', alsoCompute: ['SHA1'] },
    )
    assert.deepEqual(
      claimed.checksums.map(({ algorithm }) => algorithm),
      ['CRC32', 'SHA1'],
    )
    const unclaimed = await read(HELLO, {}, { defaultAlgorithm: 'CRC64NVME' })
    assert.deepEqual(unclaimed.checksums, [{ algorithm: 'CRC64NVME', value: 'M3eFcAZSQlc=' }])
  })

  test('is framed by x-amz-content-sha256 and never by Content-Encoding', async () => {
    assert.equal((await read(TRAILER_BODY, TRAILER_HEADERS)).size, 5)
    const plain = await read(TRAILER_BODY, {
      'content-encoding': 'aws-chunked',
      'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
    })
    assert.equal(plain.size, TRAILER_BODY.length)
  })

  test('has no checksum in its headers when these speak of the object', async () => {
    const result = await read(HELLO, { 'x-amz-checksum-crc32': 'AAAAAA==' }, { ignoreChecksumHeaders: true })
    assert.deepEqual(result.checksums, [])
  })

  test('may be of any size, cut in any way', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), fc.integer({ min: 1, max: 90 }), async (body, size) => {
        const sha256 = Buffer.from(checksumOf('SHA256', body)).toString('hex')
        const plan = planPayload({ 'x-amz-content-sha256': sha256 }, body.length, { defaultAlgorithm: 'CRC32C' })
        const result = await readPayload(pieces(body, size), plan, () => undefined)
        assert.equal(result.checksums[0]?.value, Buffer.from(checksumOf('CRC32C', body)).toString('base64'))
      }),
      { numRuns: 50 },
    )
  })

  test('is held back while the sink is busy', async () => {
    let busy = false
    const sink = async (): Promise<void> => {
      assert.equal(busy, false)
      busy = true
      await new Promise((resolve) => setImmediate(resolve))
      busy = false
    }
    await readPayload(pieces(Buffer.alloc(50), 10), planPayload({}, 50), sink)
  })
})

describe('a body that is not what its headers say', () => {
  const cases: readonly (readonly [string, Uint8Array, Headers, string, RegExp])[] = [
    [
      'Content-MD5',
      HELLO,
      { 'content-md5': '1B2M2Y8AsgTpgAmY7PhCfg==' },
      'BadDigest',
      /^The Content-MD5 you specified did not match/,
    ],
    [
      'payload hash',
      HELLO,
      { 'x-amz-content-sha256': HELLO_SHA256.replace('2', '3') },
      'XAmzContentSHA256Mismatch',
      /x-amz-content-sha256/,
    ],
    [
      'CRC32 header',
      HELLO,
      { 'x-amz-checksum-crc32': 'AAAAAA==' },
      'BadDigest',
      /^The CRC32 you specified did not match the calculated checksum\.$/,
    ],
    ['XXHASH3 header', HELLO, { 'x-amz-checksum-xxhash3': 'AAAAAAAAAAA=' }, 'BadDigest', /^The XXHASH3 you/],
    [
      'trailer',
      Buffer.from('5\r\nhellO\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n'),
      TRAILER_HEADERS,
      'BadDigest',
      /^The CRC32 you/,
    ],
    [
      'malformed trailer value',
      Buffer.from('5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg\r\n\r\n'),
      TRAILER_HEADERS,
      'InvalidRequest',
      /^Value for x-amz-checksum-crc32 trailing header is invalid\.$/,
    ],
    [
      'decoded length',
      TRAILER_BODY,
      { ...TRAILER_HEADERS, 'x-amz-decoded-content-length': '6' },
      'IncompleteBody',
      /./,
    ],
  ]
  for (const [name, body, headers, code, message] of cases) {
    test(`is refused: ${name}`, () => assert.rejects(read(body, headers), refusal(code, message)))
  }

  test('is refused: an announced trailer that does not come, and one that was not announced', async () => {
    const malformed = /trailing data that was not well-formed/
    await assert.rejects(read(Buffer.from('5\r\nhello\r\n0\r\n\r\n'), TRAILER_HEADERS), malformed)
    const { 'x-amz-trailer': _, ...unannounced } = TRAILER_HEADERS
    await assert.rejects(read(TRAILER_BODY, unannounced), malformed)
  })

  test('is refused: shorter or longer than Content-Length', async () => {
    for (const length of [4, 6]) {
      const plan = planPayload({}, length)
      await assert.rejects(
        readPayload(pieces(HELLO, 2), plan, () => undefined),
        refusal('IncompleteBody'),
      )
      assert.throws(() => checkPayload(HELLO, plan), refusal('IncompleteBody'))
    }
  })

  test('is refused: longer than allowed, though it did not say so before', async () => {
    const plan = planPayload({}, undefined, { lengthOptional: true, maxBytes: 4 })
    await assert.rejects(
      readPayload(pieces(HELLO, 2), plan, () => undefined),
      refusal('EntityTooLarge'),
    )
    assert.throws(() => checkPayload(HELLO, plan), refusal('EntityTooLarge'))
  })
})

describe('headers that make no sense', () => {
  const plan =
    (headers: Headers, length: number | undefined = 5, options?: PayloadOptions) =>
    (): PayloadPlan =>
      planPayload(headers, length, options)
  const cases: readonly (readonly [string, () => PayloadPlan, string, RegExp])[] = [
    [
      'a Content-MD5 that is not base64 of 16 bytes',
      plan({ 'content-md5': 'not base64!' }),
      'InvalidDigest',
      /Content-MD5/,
    ],
    ['an empty Content-MD5', plan({ 'content-md5': '' }), 'InvalidDigest', /Content-MD5/],
    [
      'a checksum of the wrong length',
      plan({ 'x-amz-checksum-sha256': 'BAD' }),
      'InvalidRequest',
      /^Value for x-amz-checksum-sha256 header is invalid\.$/,
    ],
    [
      'two checksums',
      plan({ 'x-amz-checksum-crc32': 'NhCmhg==', 'x-amz-checksum-crc32c': 'mnG7TA==' }),
      'InvalidRequest',
      /^Expecting a single x-amz-checksum- header/,
    ],
    [
      'a checksum in header and trailer',
      plan({ ...TRAILER_HEADERS, 'x-amz-checksum-crc32': 'NhCmhg==' }),
      'InvalidRequest',
      /^Expecting a single/,
    ],
    [
      'a checksum nobody knows',
      plan({ 'x-amz-checksum-sha3': 'x' }),
      'InvalidRequest',
      /^Checksum algorithm provided is unsupported\./,
    ],
    [
      'an algorithm nobody knows',
      plan({ 'x-amz-sdk-checksum-algorithm': 'MD4' }),
      'InvalidRequest',
      /^Value for x-amz-sdk-checksum-algorithm header is invalid\.$/,
    ],
    [
      'an algorithm other than the checksum',
      plan({ 'x-amz-checksum-crc32': 'NhCmhg==', 'x-amz-sdk-checksum-algorithm': 'SHA1' }),
      'InvalidRequest',
      /^Value for x-amz-sdk-checksum-algorithm/,
    ],
    [
      'an algorithm without a checksum',
      plan({ 'x-amz-sdk-checksum-algorithm': 'CRC32' }),
      'InvalidRequest',
      /no corresponding x-amz-checksum-\*/,
    ],
    [
      'a trailer that is no checksum',
      plan({ ...TRAILER_HEADERS, 'x-amz-trailer': 'expires' }),
      'InvalidRequest',
      /x-amz-trailer header is not supported/,
    ],
    [
      'an unknown x-amz-content-sha256',
      plan({ 'x-amz-content-sha256': 'STREAMING' }),
      'InvalidArgument',
      /^x-amz-content-sha256 must be/,
    ],
    ['no length at all', () => planPayload({}, undefined), 'MissingContentLength', /Content-Length/],
    [
      'chunks without a decoded length',
      plan({ 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' }),
      'MissingContentLength',
      /./,
    ],
    [
      'a decoded length that is no number',
      plan({ ...TRAILER_HEADERS, 'x-amz-decoded-content-length': '-1' }),
      'InvalidArgument',
      /decoded-content-length/,
    ],
    ['more than 5 GiB', plan({}, 5 * 1024 ** 3 + 1), 'EntityTooLarge', /exceeds the maximum/],
  ]
  for (const [name, call, code, message] of cases) {
    test(`are refused: ${name}`, () => assert.throws(call, refusal(code, message)))
  }
  test('exactly 5 GiB are fine', () => {
    assert.equal(plan({}, 5 * 1024 ** 3)().objectLength, 5 * 1024 ** 3)
  })
})

test('aws-chunked is no part of the stored Content-Encoding', () => {
  assert.equal(storedContentEncoding('aws-chunked'), undefined)
  assert.equal(storedContentEncoding('aws-chunked, gzip'), 'gzip')
  assert.equal(storedContentEncoding('gzip,AWS-Chunked,br'), 'gzip,br')
  assert.equal(storedContentEncoding('gzip'), 'gzip')
  assert.equal(storedContentEncoding(undefined), undefined)
})
