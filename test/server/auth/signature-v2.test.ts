import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { AuthRequest } from '../../../server/auth/auth-request.ts'
import { codeOf, EXAMPLE_ID, exampleAuthenticator, messageOf } from './aws-examples.ts'

/** Signatures published in the S3 User Guide, "Signing and authenticating REST requests" (bucket johnsmith). */
function request(
  method: string,
  target: string,
  signature: string,
  headers: Readonly<Record<string, string>>,
): AuthRequest {
  return {
    method,
    target,
    hostBucket: 'johnsmith',
    headers: { host: 'johnsmith.s3.amazonaws.com', authorization: `AWS ${EXAMPLE_ID}:${signature}`, ...headers },
  }
}

const GET = request('GET', '/photos/puppy.jpg', 'bWq2s1WEIj+Ydj0vQ697zp+IXMU=', {
  date: 'Tue, 27 Mar 2007 19:36:42 +0000',
})
const at = (example: AuthRequest): number => Date.parse(String(example.headers['date']))

describe('the published SigV2 examples of S3', () => {
  const examples = {
    'GET Object': GET,
    'PUT Object': request('PUT', '/photos/puppy.jpg', 'MyyxeRY7whkBe+bq8fHCL/2kKUg=', {
      'content-type': 'image/jpeg',
      'content-length': '94328',
      date: 'Tue, 27 Mar 2007 21:15:45 +0000',
    }),
    'GET Bucket': request('GET', '/?prefix=photos&max-keys=50&marker=puppy', 'htDYFYduRNen8P9ZfE/s9SuKy0U=', {
      date: 'Tue, 27 Mar 2007 19:42:41 +0000',
    }),
    'GET acl': request('GET', '/?acl', 'c2WLPFtWHVgbEmeEG93a4cG37dM=', { date: 'Tue, 27 Mar 2007 19:44:46 +0000' }),
  }
  for (const [name, example] of Object.entries(examples)) {
    test(`${name} is accepted, and refused when changed`, () => {
      const { credentials } = exampleAuthenticator().authenticate(example, at(example))
      assert.equal(credentials.kind === 'header' && credentials.version, 2)
      const changed = { ...example, method: 'POST' }
      assert.equal(
        codeOf(() => exampleAuthenticator().authenticate(changed, at(example))),
        'SignatureDoesNotMatch',
      )
    })
  }

  test('path style is signed without adding the bucket', () => {
    const { hostBucket: _, ...rest } = GET
    exampleAuthenticator().authenticate({ ...rest, target: '/johnsmith/photos/puppy.jpg' }, at(GET))
  })

  test('a presigned URL is accepted until it expires, with signatures checked or not', () => {
    const example: AuthRequest = {
      method: 'GET',
      target: `/photos/puppy.jpg?AWSAccessKeyId=${EXAMPLE_ID}&Signature=NpgCjnDzrM%2BWFzoENXmpNDUsSn8%3D&Expires=1175139620`,
      hostBucket: 'johnsmith',
      headers: { host: 'johnsmith.s3.amazonaws.com' },
    }
    exampleAuthenticator().authenticate(example, 1_175_139_620_000)
    for (const mode of ['none', 'sigv4'] as const) {
      const late = (): unknown => exampleAuthenticator(mode).authenticate(example, 1_175_139_621_000)
      assert.equal(messageOf(late), 'Request has expired')
    }
  })

  test('a request dated half an hour ago is refused', () => {
    assert.equal(
      codeOf(() => exampleAuthenticator().authenticate(GET, at(GET) + 1_800_000)),
      'RequestTimeTooSkewed',
    )
  })
})
