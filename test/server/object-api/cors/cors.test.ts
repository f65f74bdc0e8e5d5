import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import {
  type CORSRule,
  DeleteBucketCorsCommand,
  GetBucketCorsCommand,
  PutBucketCorsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { testServer } from '../../../support/running-server.ts'
import { newBucket, refused } from '../support.ts'

describe('CORS', async () => {
  const { s3, url } = await testServer({ after })
  const Bucket = await newBucket(s3)
  const put = (...CORSRules: CORSRule[]) =>
    s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }))
  const rule = {
    AllowedMethods: ['GET', 'PUT'],
    AllowedOrigins: ['https://*.example.com'],
    AllowedHeaders: ['x-amz-*'],
    ExposeHeaders: ['ETag'],
    MaxAgeSeconds: 10,
  }
  const ask = (headers: Record<string, string>) => fetch(`${url}/${Bucket}/k`, { method: 'OPTIONS', headers })
  const origin = 'https://app.example.com'

  test('a bucket without rules allows no preflight', async () => {
    assert.equal((await ask({ origin, 'access-control-request-method': 'GET' })).status, 403)
    await refused(s3.send(new GetBucketCorsCommand({ Bucket })), 'NoSuchCORSConfiguration', 404)
  })

  test('rules come back as they were put, and go', async () => {
    await put(rule)
    assert.deepEqual((await s3.send(new GetBucketCorsCommand({ Bucket }))).CORSRules, [rule])
    await s3.send(new DeleteBucketCorsCommand({ Bucket }))
    await refused(s3.send(new GetBucketCorsCommand({ Bucket })), 'NoSuchCORSConfiguration', 404)
  })

  test('a preflight is allowed by the first rule that allows all of it', async () => {
    await put(rule)
    const reply = await ask({
      origin,
      'access-control-request-method': 'PUT',
      'access-control-request-headers': 'X-Amz-Acl',
    })
    assert.equal(reply.status, 200)
    assert.equal(reply.headers.get('access-control-allow-origin'), origin)
    assert.equal(reply.headers.get('access-control-allow-headers'), 'x-amz-acl')
    assert.equal(reply.headers.get('access-control-max-age'), '10')
    for (const other of [
      { origin: 'https://example.org', 'access-control-request-method': 'PUT' },
      { origin, 'access-control-request-method': 'DELETE' },
      { origin, 'access-control-request-method': 'PUT', 'access-control-request-headers': 'cookie' },
    ]) {
      assert.equal((await ask(other)).status, 403)
    }
    assert.equal((await ask({ origin })).status, 400)
  })

  test('a preflight for what is no method of CORS, or no header, is a bad request', async () => {
    await put(rule)
    const refusal = async (method: string, names = 'x-amz-acl') => {
      const headers = { origin, 'access-control-request-method': method, 'access-control-request-headers': names }
      const reply = await ask(headers)
      return [reply.status, (await reply.text()).match(/<Message>(.*)<\/Message>/)?.[1]]
    }
    assert.deepEqual(await refusal('PATCH'), [400, 'Invalid Access-Control-Request-Method: PATCH'])
    const named = 'Access-Control-Request-Headers &quot;a b&quot; contains invalid character.'
    assert.deepEqual(await refusal('PUT', 'x-amz-acl, a b'), [400, named])
  })

  test('a rule for what can be no header is refused', async () => {
    const { message } = await refused(put({ ...rule, AllowedHeaders: ['a b'] }), 'InvalidRequest', 400)
    assert.equal(message, 'AllowedHeader "a b" contains invalid character.')
  })

  test('an answer, refusals too, tells the browser that it may be read', async () => {
    await put(rule)
    await s3.send(new PutObjectCommand({ Bucket, Key: 'k' }))
    for (const [key, status] of [
      ['k', 200],
      ['missing', 404],
    ] as const) {
      const reply = await fetch(`${url}/${Bucket}/${key}`, { headers: { origin } })
      assert.equal(reply.status, status)
      assert.equal(reply.headers.get('access-control-allow-origin'), origin)
      assert.equal(reply.headers.get('access-control-expose-headers'), 'ETag')
      const stranger = await fetch(`${url}/${Bucket}/${key}`, { headers: { origin: 'https://example.org' } })
      assert.equal(stranger.headers.get('access-control-allow-origin'), null)
    }
  })

  test('rules that S3 does not have are refused', async () => {
    await refused(put({ ...rule, AllowedMethods: ['PATCH'] }), 'InvalidRequest', 400)
    await refused(put({ ...rule, AllowedOrigins: ['*.*'] }), 'InvalidRequest', 400)
    await refused(put({ ...rule, ExposeHeaders: ['x-*'] }), 'InvalidRequest', 400)
    await refused(put(), 'MalformedXML', 400)
  })
})
