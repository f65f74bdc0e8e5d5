import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import supertest, { type Response } from 'supertest'
import { rawRequest } from '../../support/raw-request.ts'
import { ACCOUNT, ROLE, testServer } from '../../support/running-server.ts'

const TAGGING = '<Operation><S3DeleteObjectTagging/></Operation><Report><Enabled>false</Enabled></Report>'
const MANIFEST =
  '<Manifest><Spec><Format>S3BatchOperations_CSV_20180820</Format><Fields><member>Bucket</member><member>Key</member></Fields></Spec><Location><ObjectArn>arn:aws:s3:::m/k</ObjectArn><ETag>e</ETag></Location></Manifest>'
const REST = `<Priority>1</Priority><RoleArn>${ROLE}</RoleArn><ClientRequestToken>t</ClientRequestToken>`
const BODY = `<CreateJobRequest>${TAGGING}${MANIFEST}${REST}</CreateJobRequest>`

describe('the wire of S3 Control', async () => {
  const server = await testServer({ after }, { maxXmlBytes: 64 * 1024 })
  const http = supertest(server.url)
  const post = (body: string, headers: Record<string, string> = {}) =>
    http
      .post('/v20180820/jobs')
      .set({ 'x-amz-account-id': ACCOUNT, 'content-type': 'application/xml', ...headers })
      .buffer(true)
      .send(body)
  const jobs = async (): Promise<string> => (await http.get('/v20180820/jobs').set('x-amz-account-id', ACCOUNT)).text

  test('every answer has the request ids, a length, a date, and the request id again in its body', async () => {
    const answer = await http.get('/v20180820/jobs/no-such-job').set('x-amz-account-id', ACCOUNT)
    assert.match(answer.headers['x-amz-request-id'] ?? '', /^[0-9A-F]{16}$/)
    assert.equal(Buffer.from(answer.headers['x-amz-id-2'] ?? '', 'base64').length, 57)
    assert.equal(answer.headers['server'], 'AmazonS3')
    assert.ok(!Number.isNaN(Date.parse(answer.headers['date'] ?? '')))
    assert.equal(Number(answer.headers['content-length']), Buffer.byteLength(answer.text))
    assert.ok(answer.text.includes(`<RequestId>${answer.headers['x-amz-request-id']}</RequestId>`))
  })

  const MALFORMED: readonly (readonly [what: string, body: string])[] = [
    ['text that is no XML', 'not xml'],
    ['an element that is not closed', '<CreateJobRequest><Operation>'],
    ['another root', BODY.replaceAll('CreateJobRequest', 'PutJobTaggingRequest')],
    ['two roots', `${BODY}${BODY}`],
    ['an entity bomb', `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>${BODY.replace('>t<', '>&b;<')}`],
    ['an external entity', `<!DOCTYPE x SYSTEM "file:///etc/passwd">${BODY}`],
    ['an entity nobody knows', BODY.replace('>t<', '>&nbsp;<')],
    ['a number that is none', BODY.replace('>1<', '>1abc<')],
    ['a boolean that is none', BODY.replace('>false<', '>no<')],
    ['an element twice', BODY.replace('<Priority>1</Priority>', '<Priority>1</Priority><Priority>2</Priority>')],
    ['very deep nesting', `${'<a>'.repeat(200)}${'</a>'.repeat(200)}`],
    ['bytes that are no UTF-8', Buffer.from([0x3c, 0x61, 0x3e, 0xff, 0x3c, 0x2f, 0x61, 0x3e]).toString('latin1')],
  ]
  for (const [what, body] of MALFORMED) {
    test(`${what} is MalformedXML, and nothing is stored`, async () => {
      isError(await post(body), 400, 'MalformedXML')
      assert.ok((await jobs()).includes('<Jobs/>'))
    })
  }

  test('no body at all is told so', async () => {
    isError(await post(''), 400, 'MissingRequestBodyError')
  })

  test('a body over the limit is refused, whether its length is announced or not', async () => {
    const long = BODY.replace('>t<', `>${'t'.repeat(70_000)}<`)
    isError(await post(long), 400, 'MaxMessageLengthExceeded')
    const chunk = 'x'.repeat(40_000)
    const size = chunk.length.toString(16)
    const answer = await rawRequest(
      server.port,
      `POST /v20180820/jobs HTTP/1.1\r\nHost: x\r\nConnection: close\r\nx-amz-account-id: ${ACCOUNT}\r\nTransfer-Encoding: chunked\r\n\r\n${`${size}\r\n${chunk}\r\n`.repeat(2)}0\r\n\r\n`,
    )
    assert.match(answer, /^HTTP\/1\.1 400 [\s\S]*<Code>MaxMessageLengthExceeded</)
  })

  test('the content type does not matter', async () => {
    for (const type of [
      'application/octet-stream',
      'bla',
      'application/x-www-form-urlencoded',
      'application/json',
      '; charset',
    ]) {
      const answer = await post(BODY, { 'content-type': type })
      assert.equal(answer.status, 200, `${type}: ${answer.text}`)
    }
  })

  test('a body whose digest differs from what is claimed is refused', async () => {
    isError(await post(BODY, { 'content-md5': Buffer.alloc(16).toString('base64') }), 400, 'BadDigest')
    isError(await post(BODY, { 'x-amz-content-sha256': '0'.repeat(64) }), 400, 'XAmzContentSHA256Mismatch')
  })

  const BAD_ACCOUNTS = ['1', '12345678901a', '1234567890123', ' ', '١٢٣٤٥٦٧٨٩٠١٢']
  for (const account of BAD_ACCOUNTS) {
    test(`the account "${account}" is refused`, async () => {
      const text = Buffer.from(account).toString('latin1')
      const answer = await rawRequest(
        server.port,
        `GET /v20180820/jobs HTTP/1.1\r\nHost: x\r\nConnection: close\r\nx-amz-account-id: ${text}\r\n\r\n`,
      )
      assert.match(answer, /^HTTP\/1\.1 400 [\s\S]*<Code>InvalidRequest</)
    })
  }

  test('a request that names no account is told what is missing', async () => {
    const answer = await http.get('/v20180820/jobs')
    isError(answer, 400, 'InvalidRequest')
    assert.match(answer.text, /x-amz-account-id/)
  })

  test('the account may stand before the host name, or be the access key', async () => {
    assert.equal((await http.get('/v20180820/jobs').set('host', `${ACCOUNT}.localhost:4566`)).status, 200)
    const authorization = `AWS4-HMAC-SHA256 Credential=${ACCOUNT}/20261122/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`
    assert.equal(
      (await http.get('/v20180820/jobs').set({ authorization, 'x-amz-date': '20261122T000000Z' })).status,
      200,
    )
  })

  test('an operation that is not implemented, and a path that is none, answer 501', async () => {
    const known = await http.get('/v20180820/accesspointforobjectlambda').set('x-amz-account-id', ACCOUNT)
    isError(known, 501, 'NotImplemented')
    assert.match(known.text, /ListAccessPointsForObjectLambda/)
    isError(await http.get('/v20180820/nothing').set('x-amz-account-id', ACCOUNT), 501, 'NotImplemented')
  })

  test('a wrong method answers 405', async () => {
    isError(await http.patch('/v20180820/jobs').set('x-amz-account-id', ACCOUNT), 405, 'MethodNotAllowed')
  })

  test('an unknown job status and a broken token are refused', async () => {
    const list = (query: string) => http.get(`/v20180820/jobs?${query}`).set('x-amz-account-id', ACCOUNT)
    isError(await list('jobStatuses=Done'), 400, 'InvalidRequest')
    isError(await list('maxResults=1001'), 400, 'InvalidRequest')
    isError(await list('nextToken=abc'), 400, 'InvalidNextTokenException')
    isError(await list('nextToken=%ZZ'), 400, 'InvalidURI')
  })

  test('a client that uses the server as its proxy is served', async () => {
    const answer = await rawRequest(
      server.port,
      `GET http://${ACCOUNT}.s3.emu/v20180820/jobs HTTP/1.1\r\nHost: ${ACCOUNT}.s3.emu\r\nConnection: close\r\n\r\n`,
    )
    assert.match(answer, /^HTTP\/1\.1 200 [\s\S]*<ListJobsResult/)
  })
})

function isError(answer: Response, status: number, code: string): void {
  assert.equal(answer.status, status, answer.text)
  assert.match(answer.headers['content-type'] ?? '', /^application\/xml/)
  assert.match(
    answer.text,
    new RegExp(
      `^<\\?xml version="1.0" encoding="UTF-8"\\?>\\s*<ErrorResponse xmlns="[^"]+"><Error><Type>(Sender|Receiver)</Type><Code>${code}</Code><Message>[^<]+</Message>.*</Error><RequestId>[0-9A-F]{16}</RequestId><HostId>[^<]+</HostId></ErrorResponse>$`,
      's',
    ),
  )
}
