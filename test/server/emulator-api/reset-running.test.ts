import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import { type IncomingMessage, request } from 'node:http'
import { join } from 'node:path'
import { test } from 'node:test'
import { CreateBucketCommand } from '@aws-sdk/client-s3'
import { createJob } from '../../support/create-job.ts'
import { functionFolder } from '../../support/function-folder.ts'
import { makeJobWorld, putManifest, REPORT, textsOf } from '../../support/job-world.ts'
import { testServer } from '../../support/running-server.ts'
import { waitForJob } from '../../support/wait-for-job.ts'

/** Begins, waits for a file that a test makes, and ends: each leaves a file that says so. */
const WAITING = `
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
export const handler = async ({ job, tasks: [{ taskId, s3Key }] }) => {
  const note = (what) => writeFileSync(join(import.meta.dirname, what + '-' + job.id), '')
  note('begun')
  while (!existsSync(join(import.meta.dirname, 'go'))) await new Promise((done) => setTimeout(done, 2))
  note('ended')
  return { results: [{ taskId, resultCode: 'Succeeded', resultString: s3Key }] }
}`

test('functions that run during a reset do not go on, nor are their tasks tried again', async (t) => {
  const folder = functionFolder({ 'waiting.mjs': WAITING })
  const noted = (what: string, id: string): boolean => existsSync(join(folder.path, `${what}-${id}`))
  const server = await testServer(t, { functions: folder.path, lambdaRedrives: 10, lambdaConcurrency: 2 })
  const start = async (): Promise<string> => {
    await makeJobWorld(server.s3, [])
    const Manifest = await putManifest(server.s3, ['a', 'b', 'c', 'd'])
    return createJob(server.control, {
      Manifest,
      Operation: { LambdaInvoke: { FunctionArn: 'waiting' } },
      Report: REPORT,
    })
  }
  const old = await start()
  await until(() => noted('begun', old))
  await server.reset()
  writeFileSync(join(folder.path, 'go'), '')
  const { ProgressSummary } = await waitForJob(server.control, await start(), 'Complete')
  assert.equal(ProgressSummary?.NumberOfTasksSucceeded, 4)
  assert.equal(noted('ended', old), false)
})

test('an upload that a reset has met is told so, and is not in the new bucket of the same name', async (t) => {
  const server = await testServer(t)
  await server.s3.send(new CreateBucketCommand({ Bucket: 'bkt' }))
  const half = 'x'.repeat(600_000)
  const headers = { expect: '100-continue', 'content-length': half.length * 2 }
  const upload = request(`${server.url}/bkt/late`, { method: 'PUT', headers })
  upload.flushHeaders()
  // The answer may come before the rest of the body is sent, and then the connection ends under it.
  const answered = once(upload, 'response')
  answered.then(
    () => upload.on('error', () => undefined),
    () => undefined,
  )
  // The server says so when it begins to read the body.
  await once(upload, 'continue')
  upload.write(half)
  await server.reset()
  await server.s3.send(new CreateBucketCommand({ Bucket: 'bkt' }))
  upload.end(half)
  const [answer] = (await answered) as [IncomingMessage]
  assert.equal(answer.statusCode, 503)
  answer.resume()
  assert.deepEqual(await textsOf(server.s3, 'bkt'), {})
})

async function until(condition: () => boolean): Promise<void> {
  const latest = performance.now() + 30_000
  while (!condition()) {
    assert.ok(performance.now() < latest, 'it does not come about')
    await new Promise((done) => setTimeout(done, 2))
  }
}
