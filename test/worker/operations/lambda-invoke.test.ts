import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import type { JobOperation } from '../../../db/model/job.ts'
import { findOperation } from '../../../worker/operations/registry.ts'
import { openEngine, putManifest, REPORT, readReport, reportRows, type TestEngine } from '../../support/engine.ts'
import { functionFolder } from '../../support/function-folder.ts'
import { comparable, goldenRows } from '../../support/golden-report.ts'
import { makeBucket } from '../../support/local-store.ts'

/** Does what the key says. */
const BY_KEY = `
const answers = {
  'list names': (id) => [{ taskId: id, resultCode: 'Succeeded', resultString: '["Mary Major", "John Stiles"]' }],
  plain: (id) => [{ taskId: id, resultCode: 'Succeeded', resultString: 'done' }],
  silent: (id) => [{ taskId: id, resultCode: 'Succeeded' }],
  number: (id) => [{ taskId: id, resultCode: 'Succeeded', resultString: 12.5 }],
  permanent: (id) => [{ taskId: id, resultCode: 'PermanentFailure', resultString: 'no such customer' }],
  temporary: (id) => [{ taskId: id, resultCode: 'TemporaryFailure', resultString: 'try again, please' }],
  absent: () => [],
  'other task': () => [{ taskId: 'x', resultCode: 'Succeeded', resultString: '' }],
  'odd code': (id) => [{ taskId: id, resultCode: 'Maybe', resultString: '' }],
  'odd text': (id) => [{ taskId: id, resultCode: 'Succeeded', resultString: { a: 1 } }],
  'odd results': () => 'none',
}
export const handler = async (event) => {
  const [task] = event.tasks
  const key = decodeURIComponent(task.s3Key)
  if (key === 'nothing') return undefined
  if (key === 'text') return 'Succeeded'
  if (key === 'throws') { const error = new RangeError('out, of range'); error.stack = 'RangeError: out, of range'; throw error }
  if (key === 'sleeps') return new Promise((done) => setTimeout(done, 60_000))
  return { invocationSchemaVersion: '1.0', treatMissingKeysAs: event.treat ?? 'PermanentFailure', invocationId: event.invocationId, results: answers[key](task.taskId) }
}`

/** Says what it was given. */
const ECHO = `export const handler = async (event) => ({
  invocationSchemaVersion: event.invocationSchemaVersion, treatMissingKeysAs: 'TemporaryFailure', invocationId: event.invocationId,
  results: [{ taskId: event.tasks[0].taskId, resultCode: 'Succeeded', resultString: JSON.stringify(event) }] })`

/** Fails for a time: as often as the key says. */
const FLAKY = `const tries = new Map()
export const handler = async ({ invocationId, tasks: [{ taskId, s3Key }] }) => {
  const seen = [...(tries.get(taskId) ?? []), invocationId]
  tries.set(taskId, seen)
  const code = seen.length > Number(s3Key) ? 'Succeeded' : 'TemporaryFailure'
  return { results: [{ taskId, resultCode: code, resultString: seen.length + ' attempts, ' + new Set(seen).size + ' ids' }] } }`

const UNTREATED = 'export const handler = async () => ({ results: [] })'
const ALL_WELL = `export const handler = async () => ({ treatMissingKeysAs: 'Succeeded', results: [] })`

const folder = functionFolder({
  'by-key.mjs': BY_KEY,
  'echo.mjs': ECHO,
  'flaky.mjs': FLAKY,
  'untreated.mjs': UNTREATED,
  'all-well.mjs': ALL_WELL,
})

let engine: TestEngine
let lambda: Server
let calls = 0

before(async () => {
  lambda = createServer((request, response) => {
    calls += 1
    if (request.url?.includes('/throttled/') === true) response.writeHead(429).end('{"message":"Rate Exceeded."}')
    else if (request.url?.includes('/forbidden/') === true) {
      response.writeHead(403, { 'x-amzn-errortype': 'AccessDeniedException' }).end('{"Message":"not allowed"}')
    } else request.socket.resetAndDestroy()
    request.resume()
  }).listen(0, '127.0.0.1')
  await once(lambda, 'listening')
  const url = `http://127.0.0.1:${(lambda.address() as AddressInfo).port}`
  const endpoints = ['throttled', 'forbidden', 'broken'].map((name) => ({ name, url }))
  engine = await openEngine({ functions: { folder: folder.path, timeoutMs: 3_000, endpoints } })
  await makeBucket(engine.store, 'reports')
})
after(async () => {
  assert.deepEqual(engine.errors, [])
  await engine.close()
  lambda.closeAllConnections()
  lambda.close()
})

type Parameters = Readonly<Record<string, unknown>>

const lambdaOf = (name: string, more: Parameters = {}): JobOperation => ({
  name: 'LambdaInvoke',
  parameters: { FunctionArn: `arn:aws:lambda:us-east-1:123456789012:function:${name}`, ...more },
})

async function runJob(
  operation: JobOperation,
  rows: string,
  fields?: readonly ('Bucket' | 'Key' | 'VersionId')[],
): Promise<readonly string[]> {
  assert.equal(findOperation(operation.name)?.validate(operation.parameters, REPORT), undefined)
  const { id } = engine.create({ operation, manifest: await putManifest(engine.store, rows, fields), report: REPORT })
  assert.equal((await engine.ends(id)).status, 'Complete')
  return reportRows(await readReport(engine.store, id))
}

/** The event that a function is given for this row. */
async function eventFor(more: Parameters, row: string, fields?: readonly ('Bucket' | 'Key' | 'VersionId')[]) {
  const [line = ''] = await runJob(lambdaOf('echo', more), row, fields)
  const [, cell = ''] = /,succeeded,200,,"(.*)"$/.exec(line) ?? assert.fail(line)
  return JSON.parse(cell.replaceAll('""', '"'))
}

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/

describe('the event of LambdaInvoke', () => {
  test('schema 1.0: the key still encoded, no version, the bucket as an ARN', async () => {
    const event = await eventFor({}, 'photos,a%20b%2Bc.jpg\n')
    assert.match(event.invocationId, BASE64)
    assert.match(event.tasks[0].taskId, BASE64)
    assert.deepEqual(event, {
      invocationSchemaVersion: '1.0',
      invocationId: event.invocationId,
      job: { id: event.job.id },
      tasks: [
        {
          taskId: event.tasks[0].taskId,
          s3Key: 'a%20b%2Bc.jpg',
          s3VersionId: null,
          s3BucketArn: 'arn:aws:s3:::photos',
        },
      ],
    })
    assert.equal(engine.jobs.find(event.job.id)?.status, 'Complete')
  })

  test('schema 2.0: the arguments of the job, the bucket by its name', async () => {
    const more = { InvocationSchemaVersion: '2.0', UserArguments: { k1: 'v1', k2: 'v2' } }
    const event = await eventFor(more, 'photos,a.jpg,v-1\n', ['Bucket', 'Key', 'VersionId'])
    assert.deepEqual(event, {
      invocationSchemaVersion: '2.0',
      invocationId: event.invocationId,
      job: { id: event.job.id, userArguments: { k1: 'v1', k2: 'v2' } },
      tasks: [{ taskId: event.tasks[0].taskId, s3Key: 'a.jpg', s3VersionId: 'v-1', s3Bucket: 'photos' }],
    })
    assert.equal((await eventFor({ InvocationSchemaVersion: '2.0' }, 'b,k\n')).job.userArguments, null)
  })

  test('members stand in the order of the documentation', async () => {
    const event = await eventFor({}, 'b,k\n')
    assert.deepEqual(Object.keys(event), ['invocationSchemaVersion', 'invocationId', 'job', 'tasks'])
    assert.deepEqual(Object.keys(event.tasks[0]), ['taskId', 's3Key', 's3VersionId', 's3BucketArn'])
  })
})

describe('the report of LambdaInvoke', () => {
  test('its report has the rows of the golden one', async () => {
    const keys = ['list%20names', 'plain', 'silent', 'number', 'permanent', 'temporary', 'absent', 'other%20task']
    const odd = ['odd%20code', 'odd%20text', 'odd%20results', 'nothing', 'text', 'throws', 'sleeps']
    const rows = [...(await runJob(lambdaOf('by-key'), [...keys, ...odd].map((key) => `src,${key}\n`).join('')))]
    for (const name of ['untreated', 'all-well', 'nowhere', 'forbidden', 'throttled', 'broken']) {
      rows.push(...(await runJob(lambdaOf(name), `src,${name}\n`)))
    }
    assert.deepEqual(comparable(rows), goldenRows('LambdaInvoke'))
  })

  test('a row with an empty version id fails without an invocation', async () => {
    const rows = await runJob(lambdaOf('echo'), 'src,k,\n', ['Bucket', 'Key', 'VersionId'])
    assert.deepEqual(rows, ['src,k,,failed,400,InvalidRequest,Task failed due to missing VersionId'])
  })
})

describe('redrives of LambdaInvoke', () => {
  test('a temporary failure is tried twice more, with the same task id and other invocation ids', async () => {
    assert.deepEqual(await runJob(lambdaOf('flaky'), 'src,0\n'), ['src,0,,succeeded,200,,"1 attempts, 1 ids"'])
    assert.deepEqual(await runJob(lambdaOf('flaky'), 'src,2\n'), ['src,2,,succeeded,200,,"3 attempts, 3 ids"'])
    assert.deepEqual(await runJob(lambdaOf('flaky'), 'src,3\n'), [
      'src,3,,failed,200,TemporaryFailure,"3 attempts, 3 ids"',
    ])
  })

  test('throttles and broken connections are tried again, other refusals are not', async () => {
    for (const [name, expected] of [
      ['throttled', 3],
      ['broken', 3],
      ['forbidden', 1],
    ] as const) {
      calls = 0
      await runJob(lambdaOf(name), `src,${name}\n`)
      assert.equal(calls, expected, name)
    }
  })
})

describe('CreateJob with LambdaInvoke', () => {
  const refusal = (parameters: Parameters) => findOperation('LambdaInvoke')?.validate(parameters, REPORT)?.message

  test('arguments need schema 2.0, and an empty list of them is refused', () => {
    const FunctionArn = 'f'
    assert.equal(refusal({ FunctionArn, InvocationSchemaVersion: '2.0', UserArguments: {} }), 'Request invalid')
    assert.equal(refusal({ FunctionArn, InvocationSchemaVersion: '1.0', UserArguments: { k: 'v' } }), 'Request invalid')
    assert.equal(refusal({ FunctionArn, UserArguments: { k: 'v' } }), 'Request invalid')
    assert.equal(refusal({ FunctionArn, InvocationSchemaVersion: '2.0', UserArguments: { k: 'v' } }), undefined)
  })

  test('a job without a function, or of an unknown schema, is refused', () => {
    assert.equal(refusal({}), 'Request invalid')
    assert.equal(refusal({ FunctionArn: 'f', InvocationSchemaVersion: '3.0' }), 'Request invalid')
  })
})
