import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { createJob } from '../support/create-job.ts'
import { functionFolder } from '../support/function-folder.ts'
import { makeJobWorld, putManifest, REPORT, textsOf } from '../support/job-world.ts'
import { testServer } from '../support/running-server.ts'
import { waitForJob } from '../support/wait-for-job.ts'

/** Copies each object under another name, through the AWS SDK as it is, and says what it has found. */
const HANDLER = `
import { GetObjectCommand, PutObjectCommand, S3Client } from ${JSON.stringify(import.meta.resolve('@aws-sdk/client-s3'))}
const s3 = new S3Client({ forcePathStyle: true })
export const handler = async ({ job, tasks: [{ taskId, s3Bucket, s3Key }] }) => {
  const Key = decodeURIComponent(s3Key)
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: s3Bucket, Key }))
    const text = await Body.transformToString()
    await s3.send(new PutObjectCommand({ Bucket: 'target', Key: job.userArguments.prefix + Key, Body: text.toUpperCase() }))
    console.log('copied', Key)
    return { results: [{ taskId, resultCode: 'Succeeded', resultString: text }] }
  } catch (error) {
    return { results: [{ taskId, resultCode: 'PermanentFailure', resultString: error.name }] }
  }
}`

test('a function of the folder works on the objects of the server with an SDK that nobody has configured', async (t) => {
  const functions = functionFolder({ 'copy-upper/index.mjs': HANDLER }).path
  const log: string[] = []
  const server = await testServer(t, { functions, log: 'text', logSink: { write: (text) => log.push(text) } })
  await makeJobWorld(server.s3, ['a b', 'c'])
  const JobId = await createJob(server.control, {
    Operation: {
      LambdaInvoke: {
        FunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:copy-upper:live',
        InvocationSchemaVersion: '2.0',
        UserArguments: { prefix: 'up/' },
      },
    },
    Manifest: await putManifest(server.s3, ['a%20b', 'c', 'missing']),
    Report: REPORT,
  })
  await waitForJob(server.control, JobId, 'Complete')
  assert.deepEqual(await textsOf(server.s3, 'target'), { 'up/a b': 'BODY OF A B', 'up/c': 'BODY OF C' })
  const reports = Object.entries(await textsOf(server.s3, 'reports')).filter(([key]) => key.endsWith('.csv'))
  const rows = reports.flatMap(([, text]) => text.split('\r\n')).filter((row) => row !== '')
  assert.deepEqual(rows.sort(), [
    'source,a%20b,,succeeded,200,,body of a b',
    'source,c,,succeeded,200,,body of c',
    'source,missing,,failed,200,PermanentFailure,NoSuchKey',
  ])
  while (!/ function copy-upper copied a b\n/.test(log.join(''))) await pause(10)
})
