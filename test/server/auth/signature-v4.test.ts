import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { codeOf, EXAMPLE_ID, EXAMPLE_TIME, exampleAuthenticator, exampleRequest, messageOf } from './aws-examples.ts'

/** Signatures published in the S3 API Reference, "Signature calculations for the Authorization header". */
const GET_OBJECT = () =>
  exampleRequest(
    'GET',
    '/test.txt',
    { range: 'bytes=0-9' },
    'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  )

describe('the published SigV4 examples of S3', () => {
  const examples = {
    'GET Object': GET_OBJECT(),
    'PUT Object, with a dollar sign in the key': exampleRequest(
      'PUT',
      '/test%24file.text',
      {
        date: 'Fri, 24 May 2013 00:00:00 GMT',
        'x-amz-storage-class': 'REDUCED_REDUNDANCY',
        'x-amz-content-sha256': '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072',
      },
      '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
    ),
    'GET Bucket lifecycle': exampleRequest(
      'GET',
      '/?lifecycle',
      {},
      'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
    ),
    'GET Bucket with parameters': exampleRequest(
      'GET',
      '/?prefix=J&max-keys=2',
      {},
      '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
    ),
  }
  for (const [name, request] of Object.entries(examples)) {
    test(`${name} is accepted`, () => {
      const { credentials, account } = exampleAuthenticator().authenticate(request, EXAMPLE_TIME)
      assert.equal(credentials.kind, 'header')
      assert.equal(account, '123456789012')
    })
    test(`${name} with another method is refused`, () => {
      const changed = { ...request, method: 'DELETE' }
      assert.equal(
        codeOf(() => exampleAuthenticator().authenticate(changed, EXAMPLE_TIME)),
        'SignatureDoesNotMatch',
      )
    })
  }

  test('a raw dollar sign in the path is the same as an encoded one', () => {
    const request = { ...examples['PUT Object, with a dollar sign in the key'], target: '/test$file.text' }
    exampleAuthenticator().authenticate(request, EXAMPLE_TIME)
  })

  test('an absolute-form target is signed as its path and query', () => {
    const request = { ...GET_OBJECT(), target: 'http://123456789012.examplebucket.s3.amazonaws.com:4566/test.txt' }
    exampleAuthenticator().authenticate(request, EXAMPLE_TIME)
  })

  test('two slashes in a key are not collapsed', () => {
    const request = { ...GET_OBJECT(), target: '//test.txt' }
    assert.equal(
      codeOf(() => exampleAuthenticator().authenticate(request, EXAMPLE_TIME)),
      'SignatureDoesNotMatch',
    )
  })

  test('blanks after the commas of the header change nothing', () => {
    const request = GET_OBJECT()
    const authorization = String(request.headers['authorization']).replaceAll(',', ',  ')
    exampleAuthenticator().authenticate({ ...request, headers: { ...request.headers, authorization } }, EXAMPLE_TIME)
  })

  test('the published presigned URL is accepted for its day and not a second longer', () => {
    const request = {
      method: 'GET',
      target: `/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${EXAMPLE_ID}%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404`,
      headers: { host: 'examplebucket.s3.amazonaws.com' },
    }
    const { credentials } = exampleAuthenticator().authenticate(request, EXAMPLE_TIME + 86_400_000)
    assert.equal(credentials.kind, 'query')
    for (const mode of ['sigv4', 'none'] as const) {
      const late = (): unknown => exampleAuthenticator(mode).authenticate(request, EXAMPLE_TIME + 86_401_000)
      assert.equal(codeOf(late), 'AccessDenied')
      assert.equal(messageOf(late), 'Request has expired')
    }
  })
})

describe('what a signature does not forgive', () => {
  const refused = (change: Readonly<Record<string, string | undefined>>, nowMs = EXAMPLE_TIME): string => {
    const request = GET_OBJECT()
    return codeOf(() =>
      exampleAuthenticator().authenticate({ ...request, headers: { ...request.headers, ...change } }, nowMs),
    )
  }

  test('a changed signed header, a changed Host, and a wrong payload hash', () => {
    assert.equal(refused({ range: 'bytes=0-8' }), 'SignatureDoesNotMatch')
    assert.equal(refused({ host: 'examplebucket.s3.amazonaws.com:80' }), 'SignatureDoesNotMatch')
    assert.equal(refused({ 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }), 'SignatureDoesNotMatch')
  })

  test('an x-amz header that was added after signing', () => {
    assert.equal(refused({ 'x-amz-acl': 'public-read' }), 'AccessDenied')
  })

  test('a key nobody knows', () => {
    const authorization = String(GET_OBJECT().headers['authorization']).replace(EXAMPLE_ID, 'AKIDNOBODY')
    assert.equal(refused({ authorization }), 'InvalidAccessKeyId')
  })

  test('a clock more than fifteen minutes off, either way', () => {
    const minute = 60_000
    assert.equal(refused({}, EXAMPLE_TIME + 15 * minute), 'no error')
    assert.equal(refused({}, EXAMPLE_TIME - 15 * minute), 'no error')
    assert.equal(refused({}, EXAMPLE_TIME + 15 * minute + 1), 'RequestTimeTooSkewed')
    assert.equal(refused({}, EXAMPLE_TIME - 15 * minute - 1), 'RequestTimeTooSkewed')
  })

  test('the refusal names the string to sign, as S3 does', () => {
    const request = GET_OBJECT()
    try {
      exampleAuthenticator().authenticate({ ...request, method: 'HEAD' }, EXAMPLE_TIME)
      assert.fail('accepted')
    } catch (error) {
      const { detail } = error as { readonly detail: Readonly<Record<string, string>> }
      assert.equal(detail['AWSAccessKeyId'], EXAMPLE_ID)
      assert.match(
        detail['StringToSign'] ?? '',
        /^AWS4-HMAC-SHA256\n20130524T000000Z\n20130524\/us-east-1\/s3\/aws4_request\n/,
      )
      assert.match(detail['CanonicalRequest'] ?? '', /^HEAD\n\/test.txt\n/)
    }
  })

  test('in mode none nothing of this counts', () => {
    const request = GET_OBJECT()
    const changed = { ...request, method: 'PUT', headers: { ...request.headers, host: 'x', 'x-amz-acl': 'private' } }
    const { account, chunkVerifier } = exampleAuthenticator('none').authenticate(changed, EXAMPLE_TIME * 2)
    assert.equal(account, '123456789012')
    assert.equal(chunkVerifier, undefined)
  })
})
