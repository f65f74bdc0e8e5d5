import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import {
  CopyObjectCommand,
  CreateBucketCommand,
  GetBucketCorsCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutBucketCorsCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { CreateJobCommand, DescribeJobCommand } from '@aws-sdk/client-s3-control'
import { makeJobWorld, putManifest } from '../../support/job-world.ts'
import { ACCOUNT, ROLE, testServer } from '../../support/running-server.ts'
import { newBucket } from './support.ts'

/** Names that every object of the language has: look-ups and assignments by them go wrong where nobody has thought of it. */
const NAMES = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf'] as const

describe('names that every object has', async () => {
  let logged = ''
  const logSink = { write: (line: string) => (logged += line) }
  const { s3, control, url } = await testServer({ after }, { log: 'text', logSink })
  const Bucket = await newBucket(s3)
  const headers = { authorization: `AWS ${ACCOUNT}:x` }
  after(() => {
    assert.doesNotMatch(logged, / fault /)
    assert.deepEqual(Object.keys(Object.prototype), [])
  })

  test('are keys, metadata and tags like any other', async () => {
    for (const name of NAMES) {
      const Metadata = JSON.parse(`{"${name}": "metadata"}`) as Record<string, string>
      await s3.send(new PutObjectCommand({ Bucket, Key: name, Body: name, Metadata, Tagging: `${name}=tag` }))
      const got = await s3.send(new GetObjectCommand({ Bucket, Key: name }))
      assert.equal(await got.Body?.transformToString(), name)
      const raw = await fetch(`${url}/${Bucket}/${name}`, { headers })
      assert.equal(raw.headers.get(`x-amz-meta-${name.toLowerCase()}`), 'metadata')
      await raw.body?.cancel()
      const { TagSet } = await s3.send(new GetObjectTaggingCommand({ Bucket, Key: name }))
      assert.deepEqual(TagSet, [{ Key: name, Value: 'tag' }])
      const copy = { Bucket, Key: `${name}-copy`, CopySource: `${Bucket}/${name}` }
      await s3.send(new CopyObjectCommand(copy))
      assert.equal((await s3.send(new HeadObjectCommand({ Bucket, Key: copy.Key }))).ContentLength, name.length)
    }
  })

  test('are user arguments of a job like any other', async () => {
    await makeJobWorld(s3, ['a'])
    const Manifest = await putManifest(s3, ['a'])
    const UserArguments = JSON.parse('{"__proto__": "a", "constructor": "b", "$date": "5"}') as Record<string, string>
    const FunctionArn = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:f`
    const { JobId } = await control.send(
      new CreateJobCommand({
        AccountId: ACCOUNT,
        ClientRequestToken: 'names',
        ConfirmationRequired: true,
        Manifest,
        Operation: { LambdaInvoke: { FunctionArn, InvocationSchemaVersion: '2.0', UserArguments } },
        Priority: 1,
        Report: { Enabled: false },
        RoleArn: ROLE,
      }),
    )
    const { Job } = await control.send(new DescribeJobCommand({ AccountId: ACCOUNT, JobId }))
    const kept = Object.entries(Job?.Operation?.LambdaInvoke?.UserArguments ?? {})
    assert.deepEqual(
      kept.toSorted(([left], [right]) => (left < right ? -1 : 1)),
      [
        ['$date', '5'],
        ['__proto__', 'a'],
        ['constructor', 'b'],
      ],
    )
  })

  test('are refused in headers, queries and documents as anything that nobody knows', async () => {
    for (const name of NAMES) {
      for (const [path, more] of [
        [`/${Bucket}/k`, { 'x-amz-grant-read': `${name}="x"` }],
        [`/${Bucket}/k`, { 'x-amz-acl': name }],
        [`/${Bucket}/k`, { 'x-amz-server-side-encryption': name }],
        [`/${Bucket}/k`, { 'x-amz-storage-class': name }],
        [`/${Bucket}/k`, { 'x-amz-sdk-checksum-algorithm': name }],
        [`/${Bucket}/k`, { 'x-amz-object-lock-mode': name }],
        [`/${Bucket}/k`, { [`x-amz-checksum-${name}`]: 'x' }],
        [`/${Bucket}/k`, { 'x-amz-content-sha256': name }],
      ] as const) {
        const answer = await fetch(`${url}${path}`, { method: 'PUT', headers: { ...headers, ...more } })
        assert.equal(answer.status, 400, `${JSON.stringify(more)}: ${await answer.text()}`)
      }
    }
  })

  test('are no types of grantees', async () => {
    const xsi = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    for (const name of NAMES) {
      const owner = await (await fetch(`${url}/${Bucket}?acl`, { headers })).text()
      const id = /<ID>(\w+)<\/ID>/.exec(owner)?.[1]
      const body = `<AccessControlPolicy><Owner><ID>${id}</ID></Owner><AccessControlList><Grant><Grantee ${xsi} xsi:type="${name}"><ID>a</ID></Grantee><Permission>READ</Permission></Grant></AccessControlList></AccessControlPolicy>`
      const answer = await fetch(`${url}/${Bucket}?acl`, { method: 'PUT', headers, body })
      assert.match(
        `${answer.status} ${await answer.text()}`,
        /^400 [^]*<Code>(MalformedACLError|MalformedXML|AccessControlListNotSupported)</,
      )
    }
  })

  test('come back from a configuration as they went in', async () => {
    const CORSRules = [
      { AllowedMethods: ['GET'], AllowedOrigins: ['*'], AllowedHeaders: [...NAMES], ExposeHeaders: [...NAMES] },
    ]
    await s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }))
    assert.deepEqual((await s3.send(new GetBucketCorsCommand({ Bucket }))).CORSRules, CORSRules)
  })
})

describe('conditions of policies that nobody can mean', () => {
  test('hold for nobody, and the bucket is still served', async (t) => {
    let logged = ''
    const owner = { account: 'owner', region: 'us-east-1' }
    const credentials = [
      { accessKeyId: 'owner', secretAccessKey: 'test', account: '111111111111' },
      { accessKeyId: 'other', secretAccessKey: 'test', account: '222222222222' },
    ]
    const server = await testServer(t, {
      auth: 'sigv4',
      credentials,
      log: 'text',
      logSink: { write: (line) => (logged += line) },
    })
    const s3 = server.s3Of(owner)
    await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }))
    await s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'k', Body: 'x' }))
    for (const Condition of [
      '{"IpAddress": {"aws:SourceIp": "10.0.0.0/x"}}',
      '{"IpAddress": {"aws:SourceIp": "127.0.0.0/-1"}}',
      '{"IpAddress": {"aws:SourceIp": "127.0.0.0/33"}}',
      '{"IpAddress": {"aws:SourceIp": "127.0.0.0/1.5"}}',
      '{"StringEquals": {"constructor": "a"}}',
      '{"StringEquals": {"__proto__": "a"}}',
      '{"constructor": {"aws:username": "a"}}',
      '{"toString": {"aws:SourceIp": "a"}}',
      '{"__proto__": {"aws:SourceIp": "a"}}',
    ]) {
      const statement = `{"Effect": "Allow", "Principal": {"AWS": "222222222222"}, "Action": "s3:*", "Resource": "arn:aws:s3:::bucket/*", "Condition": ${Condition}}`
      await s3.send(
        new PutBucketPolicyCommand({
          Bucket: 'bucket',
          Policy: `{"Version": "2012-10-17", "Statement": [${statement}]}`,
        }),
      )
      const get = new GetObjectCommand({ Bucket: 'bucket', Key: 'k' })
      await assert.rejects(server.s3Of({ account: 'other' }).send(get), { name: 'AccessDenied' }, Condition)
      await (await s3.send(get)).Body?.transformToString()
    }
    assert.doesNotMatch(logged, / fault /)
  })
})
