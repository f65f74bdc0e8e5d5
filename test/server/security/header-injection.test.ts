import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { rawRequest } from '../../support/raw-request.ts'
import { ACCOUNT, testServer } from '../../support/running-server.ts'

const INJECTED = /^(?:Injected|Set-Cookie):/im
const ENCODED = '%0d%0aInjected:%20yes%0d%0a%0d%0a<script>'

describe('what a client says never becomes a header of its own', async () => {
  let logged = ''
  const { port, s3 } = await testServer({ after }, { log: 'text', logSink: { write: (line) => (logged += line) } })
  await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }))
  await s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'key', Body: 'abc' }))
  const head = `Host: localhost\r\nAuthorization: AWS ${ACCOUNT}:x\r\nConnection: close\r\n`
  const headersOf = async (text: string): Promise<string> => (await rawRequest(port, text)).split('\r\n\r\n')[0] ?? ''
  const get = (target: string): Promise<string> => headersOf(`GET ${target} HTTP/1.1\r\n${head}\r\n`)
  after(() => assert.doesNotMatch(logged, / fault | broken response /))

  test('in the overrides of GetObject', async () => {
    for (const name of ['content-type', 'content-disposition', 'cache-control', 'content-language', 'expires']) {
      const got = await get(`/bucket/key?response-${name}=text/plain${ENCODED}`)
      assert.match(got, /^HTTP\/1\.1 200 /)
      assert.doesNotMatch(got, INJECTED, name)
    }
  })

  test('in metadata that was encoded, and in what it comes back as', async () => {
    const word = `=?UTF-8?B?${Buffer.from('a\r\nInjected: yes').toString('base64')}?=`
    await rawRequest(port, `PUT /bucket/m HTTP/1.1\r\n${head}x-amz-meta-a: ${word}\r\nContent-Length: 0\r\n\r\n`)
    const got = await get('/bucket/m')
    assert.match(got, /x-amz-meta-a: =\?UTF-8\?B\?/i)
    assert.doesNotMatch(got, INJECTED)
  })

  test('in the fields of a browser’s form', async () => {
    const part = (name: string, value: string): string =>
      `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
    const fields = [
      part('key', 'form'),
      part('Content-Type', 'text/plain\r\nInjected: yes'),
      part('x-amz-meta-a', 'a\r\nInjected: yes'),
      part('success_action_redirect', 'http://localhost/a\r\nInjected: yes'),
    ]
    const body = `${fields.join('')}${part('file', 'abc')}--b--\r\n`
    const form = `Content-Type: multipart/form-data; boundary=b\r\nContent-Length: ${body.length}\r\n`
    const posted = await headersOf(`POST /bucket HTTP/1.1\r\n${head}${form}\r\n${body}`)
    assert.match(posted, /^HTTP\/1\.1 [2-4]\d\d /)
    assert.doesNotMatch(posted, INJECTED)
    assert.doesNotMatch(await get('/bucket/form'), INJECTED)
  })

  test('in the names of buckets and keys, where answers repeat them', async () => {
    for (const target of [`/bucket/${ENCODED}`, `/${ENCODED}/key`, `/bucket?prefix=${ENCODED}`]) {
      const answer = await rawRequest(port, `GET ${target} HTTP/1.1\r\n${head}\r\n`)
      assert.doesNotMatch(answer.split('\r\n\r\n')[0] ?? '', INJECTED, target)
      assert.doesNotMatch(answer, /<script>/, target)
    }
  })

  test('in the line of the log', async () => {
    await get('/bucket/a%0aforged%20line')
    await get('/bucket/\x1b[2J')
    assert.doesNotMatch(logged, /^forged/m)
    assert.doesNotMatch(logged, /\x1b/)
  })

  test('and no secret of a request is in the log', async () => {
    const secret = 'c2VjcmV0LXNpZ25hdHVyZS1vZi1hLXJlcXVlc3Q='
    await rawRequest(port, `GET /bucket/key?X-Amz-Signature=${secret}&Signature=${secret} HTTP/1.1\r\n${head}\r\n`)
    await rawRequest(
      port,
      `GET /bucket/key HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: AWS a:${secret}\r\n\r\n`,
    )
    await rawRequest(
      port,
      `GET /bucket/key HTTP/1.1\r\n${head}x-amz-server-side-encryption-customer-key: ${secret}\r\n\r\n`,
    )
    assert.doesNotMatch(logged, new RegExp(secret))
  })
})
