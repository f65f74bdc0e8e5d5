import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, type TestContext, test } from 'node:test'
import type { Job } from '../../../db/model/job.ts'
import {
  type EngineOptions,
  openEngine,
  putManifest,
  REPORT,
  readReport,
  reportRows,
  type TestEngine,
} from '../../support/engine.ts'
import { functionFolder } from '../../support/function-folder.ts'
import { startLambdaProcess } from '../../support/lambda-process.ts'
import { makeBucket } from '../../support/local-store.ts'

const folder = functionFolder({
  'echo.mjs': `export const handler = async ({ tasks: [{ taskId, s3Key }] }) => {
    console.log(s3Key)
    await new Promise((done) => setTimeout(done, 2))
    return { results: [{ taskId, resultCode: 'Succeeded', resultString: s3Key }] }
  }`,
  'slow.mjs': `export const handler = async ({ tasks: [{ taskId }] }) => {
    await new Promise((done) => setTimeout(done, 200))
    return { results: [{ taskId, resultCode: 'Succeeded', resultString: '' }] }
  }`,
})

async function engineWith(t: TestContext, options: EngineOptions): Promise<TestEngine> {
  const engine = await openEngine(options)
  t.after(() => engine.close())
  await makeBucket(engine.store, 'reports')
  return engine
}

async function start(engine: TestEngine, name: string, count: number): Promise<Job> {
  const rows = Array.from({ length: count }, (_, row) => `src,${row}\n`).join('')
  return engine.create({
    operation: { name: 'LambdaInvoke', parameters: { FunctionArn: name } },
    manifest: await putManifest(engine.store, rows),
    report: REPORT,
  })
}

describe('a Lambda job', () => {
  test('whose endpoint dies in the middle ends, and every row tells the truth', async (t) => {
    const lambda = await startLambdaProcess({ answers: 300 })
    const engine = await engineWith(t, { threads: true, functions: { endpoints: [{ url: lambda.url }] } })
    const { id } = await start(engine, 'f', 900)
    // One more than it answers: it dies while somebody waits for it.
    await lambda.began(301)
    await lambda.kill()
    const job = await engine.ends(id)
    assert.equal(job.status, 'Complete')
    const rows = reportRows(await readReport(engine.store, id)).map((row) => row.split(','))
    assert.equal(rows.length, 900)
    assert.equal(new Set(rows.map(([, key]) => key)).size, 900)
    const begun = new Set(lambda.begun)
    for (const [, key = '', , status, http, code, message = ''] of rows) {
      if (status === 'succeeded') assert.ok(begun.has(key), `${key} has run`)
      else {
        assert.deepEqual([http, code], ['503', 'ServiceUnavailable'])
        assert.match(message, /; the function (may have run|has not run)\.$/)
        if (message.includes('has not run')) assert.ok(!begun.has(key), `${key} has not run`)
      }
    }
    const failed = rows.filter(([, , , status]) => status === 'failed')
    assert.ok(failed.length > 300)
    assert.ok(failed.some((row) => row.at(-1)?.includes('may have run')))
    assert.deepEqual([job.progress.succeeded, job.progress.failed], [900 - failed.length, failed.length])
  })

  test('goes on after a restart, and every task is reported once', async (t) => {
    let lines = 0
    const { promise: halfway, resolve } = Promise.withResolvers<void>()
    const options: EngineOptions = {
      threads: true,
      functions: { folder: folder.path },
      onLine() {
        lines += 1
        if (lines === 1_500) resolve()
      },
    }
    const first = await openEngine(options)
    await makeBucket(first.store, 'reports')
    const { id } = await start(first, 'echo', 3_000)
    await halfway
    const engine = await first.restart(options)
    t.after(() => engine.close())
    const job = await engine.ends(id)
    assert.deepEqual([job.status, job.progress.succeeded, job.progress.failed], ['Complete', 3_000, 0])
    const rows = reportRows(await readReport(engine.store, id))
    assert.deepEqual(
      new Set(rows),
      new Set(Array.from({ length: 3_000 }, (_, row) => `src,${row},,succeeded,200,,${row}`)),
    )
    assert.equal(rows.length, 3_000)
  })

  test('never has more invocations under way than it may', async (t) => {
    let [under, most] = [0, 0]
    const held: ServerResponse[] = []
    const server = createServer((request, response) => {
      under += 1
      most = Math.max(most, under)
      request.resume().on('end', () => {
        held.push(response)
        // The first are answered when as many as may be are under way.
        if (most < 3) return
        setImmediate(() => {
          for (const each of held.splice(0)) {
            under -= 1
            each.end('{"treatMissingKeysAs":"Succeeded","results":[]}')
          }
        })
      })
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    t.after(() => {
      server.closeAllConnections()
      server.close()
    })
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const engine = await engineWith(t, { threads: true, functions: { endpoints: [{ url }], concurrency: 3 } })
    const { id } = await start(engine, 'f', 2_500)
    assert.deepEqual((await engine.ends(id)).progress.succeeded, 2_500)
    assert.equal(most, 3)
  })

  test('can be cancelled, and reports what has been run', async (t) => {
    const engine = await engineWith(t, { threads: true, functions: { folder: folder.path } })
    const { id } = await start(engine, 'slow', 5_000)
    await engine.reaches(id, 'Active')
    engine.request(id, 'Cancelled')
    const job = await engine.ends(id)
    assert.equal(job.status, 'Cancelled')
    assert.ok(job.progress.succeeded < 5_000)
  })
})
