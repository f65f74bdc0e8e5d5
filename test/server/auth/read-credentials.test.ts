import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { AuthRequest } from '../../../server/auth/auth-request.ts'
import type { SignedCredentials } from '../../../server/auth/credentials.ts'
import { readCredentials } from '../../../server/auth/read-credentials.ts'
import { codeOf, messageOf } from './aws-examples.ts'

const V4 =
  'AWS4-HMAC-SHA256 Credential=000011112222/20260102/eu-west-1/s3/aws4_request, SignedHeaders=host;x-amz-date, Signature=abc'

function header(authorization: string, headers: Readonly<Record<string, string>> = {}): AuthRequest {
  return {
    method: 'GET',
    target: '/b/k',
    headers: { host: 'x', 'x-amz-date': '20260102T030405Z', ...headers, authorization },
  }
}

function url(query: string): AuthRequest {
  return { method: 'GET', target: `/b/k?${query}`, headers: { host: 'x' } }
}

function read(request: AuthRequest): SignedCredentials {
  const credentials = readCredentials(request, 'us-east-1')
  assert.ok(credentials.kind !== 'anonymous')
  return credentials
}

const V4_QUERY = {
  'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
  'X-Amz-Credential': 'test/20260102/snow/s3/aws4_request',
  'X-Amz-Date': '20260102T030405Z',
  'X-Amz-Expires': '60',
  'X-Amz-SignedHeaders': 'host',
  'X-Amz-Signature': 'abc',
}
const v4Query = (change: Readonly<Record<string, string>> = {}): AuthRequest =>
  url(new URLSearchParams({ ...V4_QUERY, ...change }).toString())

describe('credentials in the Authorization header', () => {
  test('give key, account, region, service and signed headers', () => {
    const credentials = read(header(V4))
    assert.ok(credentials.version === 4)
    assert.equal(credentials.accessKeyId, '000011112222')
    assert.equal(credentials.account, '000011112222')
    assert.equal(credentials.region, 'eu-west-1')
    assert.equal(credentials.service, 's3')
    assert.deepEqual(credentials.signedHeaders, ['host', 'x-amz-date'])
    assert.equal(credentials.signedAtMs, Date.UTC(2026, 0, 2, 3, 4, 5))
  })

  test('are the same without blanks after the commas', () => {
    assert.deepEqual(read(header(V4.replaceAll(', ', ','))), read(header(V4)))
  })

  test('count as the default region when signed for snow', () => {
    assert.equal(read(header(V4.replace('eu-west-1', 'snow'))).region, 'us-east-1')
  })

  test('may have slashes in the access key and a Date header in place of x-amz-date', () => {
    const credentials = read({
      method: 'GET',
      target: '/',
      headers: { authorization: V4.replace('000011112222', 'a/b/c'), date: 'Fri, 02 Jan 2026 03:04:05 GMT' },
    })
    assert.equal(credentials.accessKeyId, 'a/b/c')
    assert.equal(credentials.version === 4 && credentials.amzDate, '20260102T030405Z')
  })

  test('of version 2 give key and signature', () => {
    const credentials = read(header('AWS 123456789012:sig+/='))
    assert.equal(credentials.version, 2)
    assert.equal(credentials.account, '123456789012')
    assert.equal(credentials.signature, 'sig+/=')
  })

  const wrong: readonly (readonly [string, string, RegExp])[] = [
    ['Bearer abc', 'InvalidArgument', /^Unsupported Authorization Type$/],
    ['AWS4-ECDSA-P256-SHA256 Credential=x', 'InvalidArgument', /Unsupported/],
    ['AWS HAHAHA', 'InvalidArgument', /Expected AwsAccessKeyId:signature/],
    ['AWS4-HMAC-SHA256 Credential=a/20260102/r/s3/aws4_request', 'AuthorizationHeaderMalformed', /three components/],
    [V4.replace('/s3/aws4_request', ''), 'AuthorizationHeaderMalformed', /the Credential is mal-formed/],
    [V4.replace('aws4_request', 'aws5'), 'AuthorizationHeaderMalformed', /incorrect terminal "aws5"/],
    [V4.replace('20260102', '20260103'), 'AuthorizationHeaderMalformed', /Invalid credential date/],
    [V4.replace('20260102', '2026'), 'AuthorizationHeaderMalformed', /incorrect date format "2026"\./],
    [V4.replace('Signature=', 'Sig='), 'AuthorizationHeaderMalformed', /; missing Signature\.$/],
    [V4.replace('SignedHeaders=', 'SignedHeaders-'), 'AuthorizationHeaderMalformed', /component "SignedHeaders-.*" is/],
    ['nonsense', 'InvalidArgument', /^Authorization header is invalid -- one and only one ' ' \(space\) required$/],
  ]
  for (const [authorization, code, message] of wrong) {
    test(`"${authorization.slice(0, 60)}" is refused`, () => {
      const call = (): unknown => readCredentials(header(authorization), 'us-east-1')
      assert.equal(codeOf(call), code)
      assert.match(messageOf(call), message)
    })
  }

  test('without any date are refused', () => {
    const call = (): unknown => readCredentials(header(V4, { 'x-amz-date': '' }), 'us-east-1')
    assert.equal(codeOf(call), 'AccessDenied')
  })
})

describe('credentials in a presigned URL', () => {
  test('of version 4 give everything the header would', () => {
    const credentials = read(v4Query())
    assert.equal(credentials.kind, 'query')
    assert.equal(credentials.region, 'us-east-1')
    assert.equal(credentials.version === 4 && credentials.expiresSeconds, 60)
  })

  test("of version 2 are boto3's default", () => {
    const credentials = read(url('versionId=v1&AWSAccessKeyId=AKID&Signature=a%2Bb%3D&Expires=1795347296'))
    assert.equal(credentials.kind, 'query')
    assert.equal(credentials.version, 2)
    assert.equal(credentials.signature, 'a+b=')
  })

  const wrong: readonly (readonly [Readonly<Record<string, string>>, RegExp])[] = [
    [{ 'X-Amz-Expires': '604801' }, /must be less than a week/],
    [{ 'X-Amz-Expires': '-1' }, /must be non-negative/],
    [{ 'X-Amz-Expires': 'soon' }, /should be a number/],
    [{ 'X-Amz-Expires': '' }, /requires the X-Amz-Algorithm/],
    [{ 'X-Amz-Date': '2026-01-02' }, /ISO8601 Long Format/],
    [{ 'X-Amz-Date': '20260103T000000Z' }, /Invalid credential date/],
    [{ 'X-Amz-Algorithm': 'AWS4' }, /only supports/],
    [{ 'X-Amz-Credential': 'test' }, /X-Amz-Credential/],
  ]
  for (const [change, message] of wrong) {
    test(`${JSON.stringify(change)} is refused`, () => {
      const call = (): unknown => readCredentials(v4Query(change), 'us-east-1')
      assert.equal(codeOf(call), 'AuthorizationQueryParametersError')
      assert.match(messageOf(call), message)
    })
  }

  test('a week is not too long', () => {
    read(v4Query({ 'X-Amz-Expires': '604800' }))
  })

  test('of version 2 with a parameter missing or a date for Expires are refused', () => {
    const missing = (): unknown => readCredentials(url('AWSAccessKeyId=a&Expires=1'), 'us-east-1')
    assert.equal(codeOf(missing), 'AccessDenied')
    const dated = (): unknown => readCredentials(url('AWSAccessKeyId=a&Signature=b&Expires=tomorrow'), 'us-east-1')
    assert.match(messageOf(dated), /seconds since epoch/)
  })
})

test('a request may have one kind of credentials only', () => {
  const both = { ...v4Query(), headers: { authorization: V4, 'x-amz-date': '20260102T030405Z' } }
  assert.equal(
    codeOf(() => readCredentials(both, 'us-east-1')),
    'InvalidArgument',
  )
})

test('a request without credentials, or with an empty header, is anonymous', () => {
  assert.equal(readCredentials(url('prefix=Signature'), 'us-east-1').kind, 'anonymous')
  assert.equal(readCredentials(header(''), 'us-east-1').kind, 'anonymous')
})
