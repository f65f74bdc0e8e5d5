/** Policies of buckets and of browser forms, and the forms themselves. */
import { evaluatePostPolicy } from '../../../../server/auth/post-policy.ts'
import { checkPolicy } from '../../../../server/object-api/policy/check-policy.ts'
import { evaluatePolicy } from '../../../../server/object-api/policy/evaluate-policy.ts'
import { isPublicPolicy } from '../../../../server/object-api/policy/public-policy.ts'
import { concernsBucket } from '../../../../server/object-api/policy/resources.ts'
import { readBrowserForm } from '../../../../server/object-api/post/browser-form.ts'
import { formHeaders } from '../../../../server/object-api/post/form-headers.ts'
import type { Random } from '../../support/random.ts'
import { type FuzzTarget, firstLine } from '../target.ts'
import { isClientError } from './refusals.ts'

const CALLER = { anonymous: false, account: '123456789012', canonicalId: 'a'.repeat(64) }
const VALUES = ['10.0.0.1', '::1', '2026-01-02T03:04:05Z', '5', 'true', 'photos/a', 'a'.repeat(200)]

/** Taken by PutBucketPolicy, then asked by requests. */
export const bucketPolicies: FuzzTarget = {
  seeds: 'policies',
  words: [
    '"Statement"',
    '"Effect": "Deny"',
    '"Principal": "*"',
    '"NotPrincipal"',
    '"Action": "s3:*"',
    '"NotAction"',
    '"Resource"',
    '"Condition"',
    '"IpAddress"',
    '"StringLike"',
    '"ArnLike"',
    '"DateLessThan"',
    '"NumericEquals"',
    '"Null"',
    '"Bool"',
    '"ForAllValues:StringEquals"',
    'IfExists',
    '"aws:SourceIp"',
    '"10.0.0.0/8"',
    '"10.0.0.0/33"',
    '"10.0.0.0/x"',
    '"::/129"',
    '"arn:aws:s3:::bucket/*"',
    '"arn:aws:s3:::*"',
    '*',
    '?',
    '**',
    '*a*a*a*a',
    '"__proto__":',
    '"constructor":',
    '\\ud800',
  ],
  maxBytes: 24 * 1024,
  weight: 8,
  run(input, random) {
    const document = checkPolicy(input.toString('utf8'), concernsBucket('bucket'))
    isPublicPolicy(document)
    const context = (): readonly string[] | undefined => (random.below(5) === 0 ? undefined : [random.pick(VALUES)])
    for (const action of ['s3:GetObject', 's3:ListBucket']) {
      evaluatePolicy(document, { caller: CALLER, action, resource: `arn:aws:s3:::bucket/${'a'.repeat(1000)}`, context })
    }
  },
  isRefusal: isClientError,
}

/** The document of a form's policy, not yet base64. */
export const postPolicies: FuzzTarget = {
  seeds: 'post-policies',
  words: [
    '"expiration"',
    '"2030-01-01T00:00:00Z"',
    '"conditions"',
    '["eq", "$key", "a"]',
    '["starts-with", "$key", ""]',
    '["content-length-range", 0, 10]',
    '{"bucket": "bucket"}',
    '"$__proto__"',
    "'",
    '\\',
    '\\u0000',
    '\\$',
  ],
  maxBytes: 24 * 1024,
  weight: 4,
  run(input, random) {
    const others =
      random.below(2) === 0 ? { acl: 'public-read', 'x-amz-algorithm': 'AWS4-HMAC-SHA256' } : { 'x-amz-meta-a': 'Ax' }
    const fields = new Map([['key', 'photos/a'], ['policy', input.toString('base64')], ...Object.entries(others)])
    evaluatePostPolicy({ policy: input.toString('base64'), fields, bucket: 'bucket', nowMs: 0 })
  },
  isRefusal: isClientError,
}

/** The content type, a line feed, and the form, in pieces as a network brings them. */
export const browserForms: FuzzTarget = {
  seeds: 'forms',
  words: [
    '--b\r\n',
    '\r\n--b--\r\n',
    '\r\n--b\r\n',
    '\r\n\r\n',
    'Content-Disposition: form-data; name="file"; filename="a"',
    'name="key"',
    'name="__proto__"',
    'filename="',
    'filename="../../x"',
    '\\"',
    'boundary="',
    'name="x-amz-meta-a"',
    '<Tagging>',
  ],
  maxBytes: 64 * 1024,
  weight: 6,
  async run(input, random) {
    const [contentType, body] = firstLine(input)
    const { fields, file } = await readBrowserForm(contentType, pieces(body, random))
    formHeaders(fields)
    for await (const piece of file.content) if (piece.length === 0) return
  },
  isRefusal: isClientError,
}

async function* pieces(body: Buffer, random: Random): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < body.length; ) {
    const length = random.below(3) === 0 ? 1 + random.below(20) : body.length
    yield body.subarray(at, at + length)
    at += length
  }
}
