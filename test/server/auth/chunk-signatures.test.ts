import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { checkPayload } from '../../../server/http/body/check-payload.ts'
import { planPayload } from '../../../server/http/body/payload-plan.ts'
import { codeOf, EXAMPLE_TIME, exampleAuthenticator, exampleRequest } from './aws-examples.ts'

/** The chunked upload of the S3 API Reference: 65 KiB of `a` in chunks of 64 KiB and 1 KiB. */
const CHUNKS = ['a'.repeat(65536), 'a'.repeat(1024), '']
const OBJECT = Buffer.alloc(66560, 'a')

const framed = (signatures: readonly string[], end: string): Buffer =>
  Buffer.from(
    CHUNKS.map(
      (data, index) =>
        `${data.length.toString(16)};chunk-signature=${signatures[index]}\r\n${data}${data === '' ? '' : '\r\n'}`,
    ).join('') + end,
  )

const PLAIN_SIGNATURES = [
  'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648',
  '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497',
  'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9',
]
const PLAIN = exampleRequest(
  'PUT',
  '/examplebucket/chunkObject.txt',
  {
    host: 's3.amazonaws.com',
    'content-encoding': 'aws-chunked',
    'content-length': '66824',
    'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
    'x-amz-decoded-content-length': '66560',
    'x-amz-storage-class': 'REDUCED_REDUNDANCY',
  },
  '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
)

const TRAILER_SIGNATURES = [
  'b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2',
  '1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7',
  '2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992',
]
const TRAILER_SIGNATURE = 'd81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435'
const WITH_TRAILER = exampleRequest(
  'PUT',
  '/examplebucket/chunkObject.txt',
  {
    host: 's3.amazonaws.com',
    'content-encoding': 'aws-chunked',
    'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
    'x-amz-decoded-content-length': '66560',
    'x-amz-storage-class': 'REDUCED_REDUNDANCY',
    'x-amz-trailer': 'x-amz-checksum-crc32c',
  },
  '106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e',
)

function check(request: typeof PLAIN, body: Buffer): Uint8Array {
  const { chunkVerifier } = exampleAuthenticator().authenticate(request, EXAMPLE_TIME)
  assert.ok(chunkVerifier)
  const result = checkPayload(body, planPayload(request.headers, body.length), chunkVerifier)
  assert.ok(!(result instanceof Promise))
  return result.bytes
}

describe('the published chunked upload', () => {
  test('with its three chunk signatures is accepted', () => {
    assert.equal(framed(PLAIN_SIGNATURES, '\r\n').length, 66824)
    assert.deepEqual(check(PLAIN, framed(PLAIN_SIGNATURES, '\r\n')), OBJECT)
  })

  for (const index of [0, 1, 2]) {
    test(`is refused when signature ${index + 1} is wrong`, () => {
      const signatures = PLAIN_SIGNATURES.with(index, PLAIN_SIGNATURES[index]!.replace(/^./, 'f'))
      assert.equal(
        codeOf(() => check(PLAIN, framed(signatures, '\r\n'))),
        'SignatureDoesNotMatch',
      )
    })
  }

  test('is refused when a byte of the object changes', () => {
    const body = framed(PLAIN_SIGNATURES, '\r\n')
    body[66000] = 0x62
    assert.equal(
      codeOf(() => check(PLAIN, body)),
      'SignatureDoesNotMatch',
    )
  })
})

describe('the published chunked upload with a trailer', () => {
  const end = (signature: string): string =>
    `x-amz-checksum-crc32c:sOO8/Q==\r\nx-amz-trailer-signature:${signature}\r\n\r\n`

  test('is accepted, also in the form minio-go writes', () => {
    assert.deepEqual(check(WITH_TRAILER, framed(TRAILER_SIGNATURES, end(TRAILER_SIGNATURE))), OBJECT)
    const minio = `x-amz-checksum-crc32c:sOO8/Q==\n\r\nx-amz-trailer-signature:${TRAILER_SIGNATURE}\r\n\r\n`
    assert.deepEqual(check(WITH_TRAILER, framed(TRAILER_SIGNATURES, minio)), OBJECT)
  })

  test('is refused with a wrong trailer signature, a changed trailer or none', () => {
    const wrong = end(TRAILER_SIGNATURE.replace(/^./, '0'))
    assert.equal(
      codeOf(() => check(WITH_TRAILER, framed(TRAILER_SIGNATURES, wrong))),
      'SignatureDoesNotMatch',
    )
    const changed = end(TRAILER_SIGNATURE).replace('sOO8', 'sOO9')
    assert.equal(
      codeOf(() => check(WITH_TRAILER, framed(TRAILER_SIGNATURES, changed))),
      'SignatureDoesNotMatch',
    )
    assert.notEqual(
      codeOf(() => check(WITH_TRAILER, framed(TRAILER_SIGNATURES, '\r\n'))),
      'no error',
    )
  })
})
