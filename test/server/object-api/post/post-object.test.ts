import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, describe, test } from 'node:test'
import { GetObjectCommand, GetObjectTaggingCommand, HeadObjectCommand } from '@aws-sdk/client-s3'
import { testServer } from '../../../support/running-server.ts'
import { newBucket, refused, textOf } from '../support.ts'

const KEY = { accessKeyId: 'FORMKEY', secretAccessKey: 'form-secret', account: '123456789012' }

describe('a browser upload', async () => {
  const { s3, url, clock } = await testServer({ after })
  const Bucket = await newBucket(s3)
  const post = (fields: Record<string, string>, file: string | undefined, to = `${url}/${Bucket}`) => {
    const form = new FormData()
    for (const [name, value] of Object.entries(fields)) form.set(name, value)
    if (file !== undefined) form.set('file', new Blob([file]), 'photo.txt')
    return fetch(to, { method: 'POST', body: form, redirect: 'manual' })
  }
  const policy = (conditions: unknown[], lifeMs = 60_000) =>
    Buffer.from(JSON.stringify({ expiration: new Date(clock.now() + lifeMs).toISOString(), conditions })).toString(
      'base64',
    )
  const signed = (conditions: unknown[], lifeMs?: number) => {
    const text = policy(conditions, lifeMs)
    const signature = createHmac('sha1', KEY.secretAccessKey).update(text).digest('base64')
    return { policy: text, AWSAccessKeyId: KEY.accessKeyId, signature }
  }
  const codeOf = async (reply: Response) => /<Code>(.*)<\/Code>/.exec(await reply.text())?.[1]

  test('makes an object of its file and fields', async () => {
    const reply = await post(
      {
        key: 'up/${filename}',
        'Content-Type': 'text/x',
        'x-amz-meta-a': '1',
        tagging: '<Tagging><TagSet><Tag><Key>t</Key><Value>v</Value></Tag></TagSet></Tagging>',
      },
      'hello',
    )
    assert.equal(reply.status, 204)
    const read = await s3.send(new GetObjectCommand({ Bucket, Key: 'up/photo.txt' }))
    assert.equal(await textOf(read), 'hello')
    assert.equal(read.ContentType, 'text/x')
    assert.deepEqual(read.Metadata, { a: '1' })
    const { TagSet } = await s3.send(new GetObjectTaggingCommand({ Bucket, Key: 'up/photo.txt' }))
    assert.deepEqual(TagSet, [{ Key: 't', Value: 'v' }])
  })

  test('may name metadata as no header can: it is counted, and the object can be read', async () => {
    const reply = await post(
      { key: 'strange', 'x-amz-meta-a b': '1', 'x-amz-meta-ü': '2', 'x-amz-meta-c': '3' },
      'hello',
    )
    assert.equal(reply.status, 204)
    const address = { Bucket, Key: 'strange' }
    const read = await s3.send(new GetObjectCommand(address))
    assert.deepEqual([await textOf(read), read.Metadata, read.MissingMeta], ['hello', { c: '3' }, 2])
    assert.equal((await s3.send(new HeadObjectCommand(address))).MissingMeta, 2)
  })

  test('with tags that are no tag set is refused', async () => {
    for (const tagging of ['<Tagging/>', '<Tagging><TagSet><Tag><Key>t</Key></Tag></TagSet></Tagging>', 'x']) {
      assert.equal(await codeOf(await post({ key: 'k', tagging }, 'x')), 'MalformedXML', tagging)
    }
  })

  test('is answered as its fields ask', async () => {
    const created = await post({ key: 'k', success_action_status: '201' }, 'x')
    assert.equal(created.status, 201)
    assert.match(
      await created.text(),
      new RegExp(`<PostResponse><Location>.*</Location><Bucket>${Bucket}</Bucket><Key>k</Key>`),
    )
    assert.equal((await post({ key: 'k', success_action_status: '200' }, 'x')).status, 200)
    assert.equal((await post({ key: 'k', success_action_status: '404' }, 'x')).status, 204)
    const moved = await post({ key: 'k', success_action_redirect: 'http://localhost/done?a=1' }, 'x')
    assert.equal(moved.status, 303)
    assert.match(moved.headers.get('location') ?? '', /^http:\/\/localhost\/done\?a=1&bucket=.*&key=k&etag=/)
  })

  test('obeys its policy', async () => {
    const rules = [{ bucket: Bucket }, ['starts-with', '$key', 'in/'], ['content-length-range', 2, 4]]
    assert.equal((await post({ key: 'in/k', ...signed(rules) }, 'abc')).status, 204)
    assert.equal(await codeOf(await post({ key: 'out/k', ...signed(rules) }, 'abc')), 'AccessDenied')
    assert.equal(await codeOf(await post({ key: 'in/k', ...signed(rules, -1) }, 'abc')), 'AccessDenied')
    assert.equal(await codeOf(await post({ key: 'in/k', acl: 'private', ...signed(rules) }, 'abc')), 'AccessDenied')
    assert.equal(await codeOf(await post({ key: 'in/short', ...signed(rules) }, 'a')), 'EntityTooSmall')
    assert.equal(await codeOf(await post({ key: 'in/long', ...signed(rules) }, 'abcde')), 'EntityTooLarge')
    await refused(s3.send(new HeadObjectCommand({ Bucket, Key: 'in/short' })), 'NotFound', 404)
    assert.equal(
      await codeOf(await post({ key: 'in/k', ...signed([]), policy: 'bm9uc2Vuc2U=' }, 'abc')),
      'InvalidPolicyDocument',
    )
  })

  test('without key, file or a form is refused', async () => {
    assert.equal(await codeOf(await post({}, 'x')), 'InvalidArgument')
    assert.equal(await codeOf(await post({ key: 'k' }, undefined)), 'IncorrectNumberOfFilesInPostRequest')
    const headers = { 'content-type': 'multipart/form-data; boundary=b' }
    const broken = await fetch(`${url}/${Bucket}`, { method: 'POST', headers, body: 'no form' })
    assert.equal(await codeOf(broken), 'MalformedPOSTRequest')
    const large = await post({ key: 'k', 'x-amz-meta-a': 'x'.repeat(21_000) }, 'x')
    assert.equal(await codeOf(large), 'MaxPostPreDataLengthExceededError')
  })

  test('proves who sends it, where that is verified', async (t) => {
    const strict = await testServer(t, { auth: 'sigv4', credentials: [KEY] })
    const { S3Client } = await import('@aws-sdk/client-s3')
    const owner = new S3Client({ region: 'us-east-1', endpoint: strict.url, forcePathStyle: true, credentials: KEY })
    t.after(() => owner.destroy())
    const own = await newBucket(owner)
    const rules = [{ bucket: own }, ['starts-with', '$key', '']]
    const to = `${strict.url}/${own}`
    assert.equal((await post({ key: 'k', ...signed(rules) }, 'x', to)).status, 204)
    assert.equal(
      await codeOf(await post({ key: 'k', ...signed(rules), signature: 'wrong' }, 'x', to)),
      'SignatureDoesNotMatch',
    )
    assert.equal(await codeOf(await post({ key: 'k' }, 'x', to)), 'AccessDenied')
  })
})
