import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { after, describe, test } from 'node:test'
import { CreateBucketCommand, PutBucketNotificationConfigurationCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { createJob } from '../../support/create-job.ts'
import { makeJobWorld, putManifest } from '../../support/job-world.ts'
import { rawRequest } from '../../support/raw-request.ts'
import { ACCOUNT, testServer } from '../../support/running-server.ts'
import { waitForJob } from '../../support/wait-for-job.ts'

/** An address that nobody has configured: whoever calls it has been talked into it by a client. */
describe('the server calls nobody that was not configured', async () => {
  let calls = 0
  const canary = createServer((socket) => {
    calls += 1
    socket.destroy()
  })
  canary.listen(0, '127.0.0.1')
  await once(canary, 'listening')
  after(() => canary.close())
  const address = `127.0.0.1:${(canary.address() as { port: number }).port}`
  const server = await testServer({ after })
  const { s3, control, port } = server
  await makeJobWorld(s3, ['a'])
  await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }))
  const send = (text: string): Promise<string> => rawRequest(port, text)
  const head = `Host: localhost\r\nAuthorization: AWS ${ACCOUNT}:x\r\nConnection: close\r\n`

  test('not for a copy source that is an address', async () => {
    for (const source of [`http://${address}/bucket/key`, `//${address}/key`, `${address}/key`]) {
      const answer = await send(
        `PUT /bucket/copy HTTP/1.1\r\n${head}x-amz-copy-source: ${source}\r\nContent-Length: 0\r\n\r\n`,
      )
      assert.match(answer, /^HTTP\/1\.1 40[04] /, source)
    }
  })

  test('not for a redirect, which is for clients to follow', async () => {
    const location = `http://${address}/elsewhere`
    await s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'page', WebsiteRedirectLocation: location }))
    const got = await send(`GET /bucket/page HTTP/1.1\r\n${head}\r\n`)
    assert.match(got, /^HTTP\/1\.1 200 /)
  })

  test('not for the address of a request, nor for a tunnel: they lead here', async () => {
    const proxied = await send(`GET http://${address}/_emulator/health HTTP/1.1\r\n${head}\r\n`)
    assert.match(proxied, /^HTTP\/1\.1 200 [^]*"version"/)
    const tunnel = `CONNECT ${address} HTTP/1.1\r\nHost: ${address}\r\n\r\nGET /_emulator/health HTTP/1.1\r\n${head}\r\n`
    assert.match(await send(tunnel), /^HTTP\/1\.1 200 Connection Established\r\n\r\nHTTP\/1\.1 200 [^]*"version"/)
  })

  test('not for notification targets, functions and manifests that name it', async () => {
    const QueueArn = `arn:aws:sqs:us-east-1:${ACCOUNT}:http://${address}/`
    const LambdaFunctionArn = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:canary`
    await s3.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket: 'source',
        NotificationConfiguration: {
          QueueConfigurations: [{ QueueArn, Events: ['s3:ObjectCreated:*'] }],
          LambdaFunctionConfigurations: [{ LambdaFunctionArn, Events: ['s3:ObjectTagging:*'] }],
        },
      }),
    )
    await s3.send(new PutObjectCommand({ Bucket: 'source', Key: 'b', Body: 'told to nobody' }))
    const Manifest = await putManifest(s3, ['a'])
    const FunctionArn = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:f`
    const id = await createJob(control, { Manifest, Operation: { LambdaInvoke: { FunctionArn } } })
    assert.equal((await waitForJob(control, id, 'Complete')).ProgressSummary?.NumberOfTasksFailed, 1)
    const url = { LambdaInvoke: { FunctionArn: `http://${address}/` } }
    await assert.rejects(createJob(control, { Manifest, Operation: url }), { name: 'BadRequestException' })
  })

  test('not for a document type or an external entity', async () => {
    for (const type of [
      `<!DOCTYPE a SYSTEM "http://${address}/a.dtd">`,
      `<!DOCTYPE a [<!ENTITY % b SYSTEM "http://${address}/b"> %b;]>`,
      `<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>`,
    ]) {
      const body = `<?xml version="1.0"?>${type}<Tagging><TagSet><Tag><Key>a</Key><Value>&b;</Value></Tag></TagSet></Tagging>`
      const answer = await send(
        `PUT /source/a?tagging HTTP/1.1\r\n${head}Content-Length: ${body.length}\r\n\r\n${body}`,
      )
      assert.match(answer, /^HTTP\/1\.1 400 [^]*<Code>MalformedXML</, type)
    }
  })

  after(() => assert.equal(calls, 0, 'somebody called'))
})
