import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { matchesPattern } from '../../../server/object-api/policy/wildcard.ts'
import { rawRequest } from '../../support/raw-request.ts'
import { testServer } from '../../support/running-server.ts'

const HEAD = 'Host: localhost\r\nAuthorization: AWS 123456789012:x\r\nConnection: close\r\n'
const BLANKS = ' '.repeat(30_000)

/** Requests on which a careless pattern works for seconds, in which nobody else is served. */
const REQUESTS: Readonly<Record<string, string>> = {
  'a path of slashes': `GET /v20180820/${'/'.repeat(60_000)}x HTTP/1.1\r\n${HEAD}x-amz-account-id: 123456789012\r\n`,
  'a key of slashes': `GET /bucket/${'/'.repeat(60_000)}x HTTP/1.1\r\n${HEAD}`,
  'blanks in a range': `GET /bucket/key HTTP/1.1\r\n${HEAD}Range: bytes=${BLANKS}x\r\n`,
  'blanks in a grant': `PUT /bucket/key?acl HTTP/1.1\r\n${HEAD}Content-Length: 0\r\nx-amz-grant-read: id=${BLANKS}"a"b\r\n`,
  'blanks in metadata': `PUT /bucket/key HTTP/1.1\r\n${HEAD}Content-Length: 0\r\nx-amz-meta-a: a${BLANKS}b\r\n`,
  'blanks in a content type': `POST /bucket HTTP/1.1\r\n${HEAD}Content-Length: 0\r\nContent-Type: multipart/form-data;${BLANKS}x\r\n`,
  'blanks in a tag': `GET /bucket/key HTTP/1.1\r\n${HEAD}If-None-Match: "a${BLANKS}b\r\n`,
  'blanks in a credential': `GET /bucket/key HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: AWS a${BLANKS}b\r\n`,
  'versions in a copy source': `PUT /bucket/copy HTTP/1.1\r\n${HEAD}Content-Length: 0\r\nx-amz-copy-source: /b/k${'?versionId=a'.repeat(5_000)}&\r\n`,
  'words in metadata': `PUT /bucket/key HTTP/1.1\r\n${HEAD}Content-Length: 0\r\nx-amz-meta-a: ${'=?a?b?'.repeat(10_000)}\r\n`,
  'dots in a host': `GET /key HTTP/1.1\r\nConnection: close\r\nHost: ${'a.s3-website-aa-a.s3.'.repeat(3_000)}\r\n`,
  'colons in a host': `GET /key HTTP/1.1\r\nConnection: close\r\nHost: ${':1'.repeat(30_000)}x\r\n`,
  'scopes in a credential': `GET /key?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${'/20260102/a/b'.repeat(4_000)}/ HTTP/1.1\r\n${HEAD}`,
  'ampersands in a query': `GET /bucket?${'&='.repeat(30_000)} HTTP/1.1\r\n${HEAD}`,
}

describe('no request keeps the processor for itself', async () => {
  const { port, s3 } = await testServer({ after })
  await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }))
  await s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'key', Body: 'abc' }))

  for (const [what, request] of Object.entries(REQUESTS)) {
    test(what, async () => {
      await takesLittle(async () => {
        const answer = await rawRequest(port, `${request}\r\n`)
        assert.match(answer.slice(0, 100), /^HTTP\/1\.1 (?:[2-4]\d\d|501) /)
      })
    })
  }

  test('blanks in a trailing header', async () => {
    const trailer = `x-amz-checksum-crc32:a${' '.repeat(16_000)}b\r\n\r\n`
    const body = `3\r\nabc\r\n0\r\n${trailer}`
    const headers = `x-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER\r\nx-amz-trailer: x-amz-checksum-crc32\r\nx-amz-decoded-content-length: 3\r\n`
    const request = `PUT /bucket/key HTTP/1.1\r\n${HEAD}${headers}Content-Length: ${body.length}\r\n\r\n${body}`
    await takesLittle(async () => assert.match(await rawRequest(port, request), /^HTTP\/1\.1 400 /))
  })
})

describe('patterns of policies', () => {
  test('match what they should', () => {
    for (const [pattern, text, expected] of [
      ['', '', true],
      ['*', '', true],
      ['**', 'a', true],
      ['a*', 'a', true],
      ['a*b', 'a b', true],
      ['a*b', 'a\nb', true],
      ['a*b', 'abc', false],
      ['a*bc', 'abbc', true],
      ['*ab*ab', 'abab', true],
      ['*ab*ab', 'ab', false],
      ['?', '', false],
      ['?', '\u{1f600}', true],
      ['??', '\u{1f600}', false],
      ['*?b', '\u{1f600}b', true],
      ['a?c*', 'abcd', true],
      ['[a].*', '[a].b', true],
      ['[a].*', 'aab', false],
      ['arn:aws:s3:::bucket/*/x', 'arn:aws:s3:::bucket/a/b/x', true],
    ] as const) {
      assert.equal(matchesPattern(pattern, text), expected, `${pattern} on ${text}`)
    }
  })

  test('with many stars take no longer than those with few', () =>
    takesLittle(() => {
      assert.equal(matchesPattern(`${'*a'.repeat(1_000)}*b`, 'a'.repeat(8_000)), false)
      assert.equal(matchesPattern(`*${'a'.repeat(4_000)}b${'a'.repeat(4_000)}b`, 'a'.repeat(8_000)), false)
      assert.throws(() => matchesPattern('*', 'a'.repeat(10_000)), { code: 'RequestHeaderSectionTooLarge' })
    }))
})

const MOST_MS = 1_000
const TRIES = 5

/** Of the processor, at the best of some tries: what a careless pattern takes it takes each time. */
async function takesLittle(work: () => unknown): Promise<void> {
  let least = Number.POSITIVE_INFINITY
  for (let tries = 0; tries < TRIES && least >= MOST_MS; tries++) {
    const before = process.cpuUsage()
    await work()
    least = Math.min(least, process.cpuUsage(before).user / 1_000)
  }
  assert.ok(least < MOST_MS, `${least} ms`)
}
