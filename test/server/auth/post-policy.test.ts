import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { checkPostLength, evaluatePostPolicy } from '../../../server/auth/post-policy.ts'
import { codeOf, EXAMPLE_ID, exampleAuthenticator, messageOf } from './aws-examples.ts'

const NOW = Date.UTC(2026, 0, 1)
const LATER = '2026-01-02T00:00:00.000Z'

const base64 = (document: unknown): string => Buffer.from(JSON.stringify(document)).toString('base64')
const FIELDS = { key: 'user/a.txt', acl: 'private', 'content-type': 'text/plain', policy: '', 'x-ignore-me': '1' }
const CONDITIONS: readonly unknown[] = [
  { bucket: 'b' },
  ['starts-with', '$key', 'user/'],
  { acl: 'private' },
  ['starts-with', '$Content-Type', 'text/'],
]

function judge(document: unknown, fields: Readonly<Record<string, string>> = FIELDS): { min: number; max: number } {
  return evaluatePostPolicy({
    policy: base64(document),
    fields: new Map(Object.entries(fields)),
    bucket: 'b',
    nowMs: NOW,
  })
}

const conditions = (...extra: readonly unknown[]): unknown => ({
  expiration: LATER,
  conditions: [...CONDITIONS, ...extra],
})

describe('a form that keeps to its policy', () => {
  test('is accepted, whatever the case of condition names', () => {
    judge(conditions())
    judge({
      expiration: LATER,
      conditions: [
        { bUcKeT: 'b' },
        ['StArTs-WiTh', '$KeY', 'user/'],
        { aCl: 'private' },
        ['eq', '$content-TYPE', 'text/plain'],
      ],
    })
  })

  test('gives the sizes the file may have', () => {
    const range = judge(conditions(['content-length-range', 5, '10']))
    assert.deepEqual(range, { min: 5, max: 10 })
    checkPostLength(range, 5)
    checkPostLength(range, 10)
    assert.equal(
      codeOf(() => checkPostLength(range, 4)),
      'EntityTooSmall',
    )
    assert.equal(
      codeOf(() => checkPostLength(range, 11)),
      'EntityTooLarge',
    )
  })

  test('may use an escaped dollar sign', () => {
    const text = `{"expiration":"${LATER}","conditions":[{"bucket":"b"},["eq","$key","\\$5"]]}`
    const policy = Buffer.from(text).toString('base64')
    evaluatePostPolicy({ policy, fields: new Map([['key', '$5']]), bucket: 'b', nowMs: NOW })
  })
})

describe('a form that breaks its policy', () => {
  const refused: readonly (readonly [string, () => unknown, string])[] = [
    [
      'its time is over',
      () => judge({ expiration: '2025-12-31T23:59:59Z', conditions: CONDITIONS }),
      'Policy expired.',
    ],
    [
      'a value differs',
      () => judge(conditions(), { ...FIELDS, acl: 'public-read' }),
      'Policy Condition failed: ["eq", "$acl", "private"]',
    ],
    [
      'a value starts otherwise',
      () => judge(conditions(), { ...FIELDS, key: 'other' }),
      'Policy Condition failed: ["starts-with", "$key", "user/"]',
    ],
    [
      'a named field is missing',
      () => judge(conditions({ 'x-amz-meta-a': '1' })),
      'Policy Condition failed: ["eq", "$x-amz-meta-a", "1"]',
    ],
    [
      'a field has no condition',
      () => judge(conditions(), { ...FIELDS, 'x-amz-meta-a': '1' }),
      'Extra input fields: x-amz-meta-a',
    ],
    [
      'a field is named without its dollar sign',
      () => judge(conditions(['eq', 'acl', 'private'])),
      'Policy Condition failed: ["eq", "acl", "private"]',
    ],
    [
      'a length is no number',
      () => judge(conditions(['content-length-range', 'test', '10'])),
      'Policy Condition failed: ["content-length-range", "test", "10"]',
    ],
    [
      'the bucket has no condition',
      () => judge({ expiration: LATER, conditions: CONDITIONS.slice(1) }),
      'Extra input fields: bucket',
    ],
  ]
  for (const [name, call, problem] of refused) {
    test(`is refused when ${name}`, () => {
      assert.equal(codeOf(call), 'AccessDenied')
      assert.equal(messageOf(call), `Invalid according to Policy: ${problem}`)
    })
  }
})

describe('a policy that cannot be read', () => {
  const broken: Readonly<Record<string, unknown>> = {
    'no expiration': { conditions: CONDITIONS },
    'expiration in another case': { EXPIRATION: LATER, conditions: CONDITIONS },
    'an expiration in another form': { expiration: 'Jan 2 2026', conditions: CONDITIONS },
    'no conditions': { expiration: LATER },
    'an empty condition': conditions({}),
    'a condition of two': conditions({ a: '1', b: '2' }),
    'an unknown operation': conditions(['ends-with', '$key', 'x']),
    'a length range of one': conditions(['content-length-range', 0]),
    'a negative length': conditions(['content-length-range', -1, 5]),
    'more than it may have': { expiration: LATER, conditions: CONDITIONS, extra: 1 },
    'conditions that are no list': { expiration: LATER, conditions: {} },
    'a condition that is neither list nor object': conditions(true),
    'a list of nothing': conditions([]),
    'a value that is no text': conditions(['eq', '$key', true]),
    'a list at the top': [],
  }
  for (const [name, document] of Object.entries(broken)) {
    test(`is refused: ${name}`, () =>
      assert.equal(
        codeOf(() => judge(document)),
        'InvalidPolicyDocument',
      ))
  }
  test('is refused: no JSON at all', () => {
    const call = (policy: string) => () => evaluatePostPolicy({ policy, fields: new Map(), bucket: 'b', nowMs: NOW })
    assert.equal(messageOf(call('%%%')), 'Invalid Policy: invalid Base64 encoding.')
    assert.equal(messageOf(call(Buffer.from('no JSON').toString('base64'))), 'Invalid Policy: Invalid JSON.')
  })
})

describe('the signature of a form', () => {
  /** Policy and signature published in the S3 API Reference, "Example: browser-based upload using HTTP POST". */
  const policy =
    'eyAiZXhwaXJhdGlvbiI6ICIyMDE1LTEyLTMwVDEyOjAwOjAwLjAwMFoiLA0KICAiY29uZGl0aW9ucyI6IFsNCiAgICB7ImJ1Y2tldCI6ICJzaWd2NGV4YW1wbGVidWNrZXQifSwNCiAgICBbInN0YXJ0cy13aXRoIiwgIiRrZXkiLCAidXNlci91c2VyMS8iXSwNCiAgICB7ImFjbCI6ICJwdWJsaWMtcmVhZCJ9LA0KICAgIHsic3VjY2Vzc19hY3Rpb25fcmVkaXJlY3QiOiAiaHR0cDovL3NpZ3Y0ZXhhbXBsZWJ1Y2tldC5zMy5hbWF6b25hd3MuY29tL3N1Y2Nlc3NmdWxfdXBsb2FkLmh0bWwifSwNCiAgICBbInN0YXJ0cy13aXRoIiwgIiRDb250ZW50LVR5cGUiLCAiaW1hZ2UvIl0sDQogICAgeyJ4LWFtei1tZXRhLXV1aWQiOiAiMTQzNjUxMjM2NTEyNzQifSwNCiAgICB7IngtYW16LXNlcnZlci1zaWRlLWVuY3J5cHRpb24iOiAiQUVTMjU2In0sDQogICAgWyJzdGFydHMtd2l0aCIsICIkeC1hbXotbWV0YS10YWciLCAiIl0sDQoNCiAgICB7IngtYW16LWNyZWRlbnRpYWwiOiAiQUtJQUlPU0ZPRE5ON0VYQU1QTEUvMjAxNTEyMjkvdXMtZWFzdC0xL3MzL2F3czRfcmVxdWVzdCJ9LA0KICAgIHsieC1hbXotYWxnb3JpdGhtIjogIkFXUzQtSE1BQy1TSEEyNTYifSwNCiAgICB7IngtYW16LWRhdGUiOiAiMjAxNTEyMjlUMDAwMDAwWiIgfQ0KICBdDQp9'
  const fields = {
    key: 'user/user1/me.png',
    acl: 'public-read',
    success_action_redirect: 'http://sigv4examplebucket.s3.amazonaws.com/successful_upload.html',
    'content-type': 'image/jpeg',
    'x-amz-meta-uuid': '14365123651274',
    'x-amz-server-side-encryption': 'AES256',
    'x-amz-meta-tag': '',
    'x-amz-credential': `${EXAMPLE_ID}/20151229/us-east-1/s3/aws4_request`,
    'x-amz-algorithm': 'AWS4-HMAC-SHA256',
    'x-amz-date': '20151229T000000Z',
    policy,
    'x-amz-signature': '8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e',
  }
  const form = (change: Readonly<Record<string, string>> = {}): ReadonlyMap<string, string> =>
    new Map(Object.entries({ ...fields, ...change }))

  test('published by AWS is accepted, and so is its policy', () => {
    assert.equal(exampleAuthenticator().authenticatePost(form()).credentials.kind, 'post')
    evaluatePostPolicy({ policy, fields: form(), bucket: 'sigv4examplebucket', nowMs: Date.UTC(2015, 11, 30) })
  })

  test('is refused when the policy changes', () => {
    const call = (): unknown => exampleAuthenticator().authenticatePost(form({ policy: base64(conditions()) }))
    assert.equal(codeOf(call), 'SignatureDoesNotMatch')
  })

  test('is asked for by name when a field is missing', () => {
    const [incomplete, old] = [
      new Map(form()),
      new Map([
        ['policy', policy],
        ['awsaccesskeyid', 'a'],
      ]),
    ]
    incomplete.delete('x-amz-signature')
    assert.match(
      messageOf(() => exampleAuthenticator('none').authenticatePost(incomplete)),
      /named 'X-Amz-Signature'/,
    )
    assert.match(
      messageOf(() => exampleAuthenticator('none').authenticatePost(old)),
      /named 'Signature'/,
    )
    assert.equal(
      codeOf(() => exampleAuthenticator('none').authenticatePost(old)),
      'InvalidArgument',
    )
  })

  test('is not needed for a form without a policy, which is anonymous', () => {
    assert.equal(exampleAuthenticator().authenticatePost(new Map([['key', 'a']])).credentials.kind, 'anonymous')
  })
})
