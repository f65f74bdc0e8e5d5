import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { createClock } from '../../../db/model/clock.ts'
import { type EmbeddedFunctions, openEmbeddedFunctions } from '../../../worker/functions/embedded/embedded-functions.ts'
import { parseFunctionName } from '../../../worker/functions/function-name.ts'
import type { InvokeReply } from '../../../worker/functions/invocation.ts'
import { functionFolder } from '../../support/function-folder.ts'

/** Nothing here takes so long, however busy the machine. */
const LIMIT_MS = 100_000
const JOB = { account: '123456789012', region: 'us-east-1' }
const folder = functionFolder()
const lines: string[] = []
const opened: EmbeddedFunctions[] = []
after(() => Promise.all(opened.map((functions) => functions.stop())))

function open(timeoutMs = LIMIT_MS): EmbeddedFunctions {
  const clock = createClock()
  clock.freeze()
  clock.set(Date.parse('2019-04-05T17:35:21.155Z'))
  const functions = openEmbeddedFunctions({
    folder: folder.path,
    timeoutMs,
    environment: { AWS_REGION: 'eu-north-1' },
    clock,
    log: (name, line) => lines.push(`${name}: ${line}`),
  })
  opened.push(functions)
  return functions
}

const functions = open()

async function invoke(name: string, event: unknown = {}, by = functions): Promise<InvokeReply | undefined> {
  const target = parseFunctionName(name, JOB) ?? assert.fail(name)
  return by.invoke({ target, payload: JSON.stringify(event) })
}

/** What the function returned. */
async function result(name: string, event: unknown = {}, by = functions): Promise<any> {
  const reply = await invoke(name, event, by)
  assert.equal(reply?.kind, 'returned', JSON.stringify(reply))
  return JSON.parse((reply as { payload: string }).payload)
}

/** What Lambda says of its failure. */
async function failure(name: string, event: unknown = {}, by = functions): Promise<any> {
  const reply = await invoke(name, event, by)
  assert.equal(reply?.kind, 'functionError', JSON.stringify(reply))
  return JSON.parse((reply as { payload: string }).payload)
}

describe('an embedded function', () => {
  for (const [file, source] of Object.entries({
    'async-esm.mjs': 'export const handler = async (event) => ({ got: event.n })',
    'async-cjs.cjs': 'module.exports = Object.assign({}, { handler: async (event) => ({ got: event.n }) })',
    'plain.js': 'exports.handler = async (event) => ({ got: event.n })',
    'typed.ts': 'export const handler = async (event: { n: number }) => ({ got: event.n })',
    'folder/index.mjs': 'export async function handler(event) { return { got: event.n } }',
    'folder-cjs/index.cjs': 'exports.handler = (event, context) => Promise.resolve({ got: event.n })',
    'inside.mjs': 'export default { handler: async (event) => ({ got: event.n }) }',
    'callback.cjs':
      'exports.handler = (event, context, callback) => { setTimeout(() => callback(null, { got: event.n }), 2) }',
    'at-once.mjs': 'export const handler = (event) => ({ got: event.n })',
    'succeed.cjs': 'exports.handler = (event, context) => { context.succeed({ got: event.n }) }',
  })) {
    test(`answers from ${file}`, async () => {
      folder.write(file, source)
      const name = file.split(/[./]/)[0] ?? ''
      assert.deepEqual(await result(name, { n: 5 }), { got: 5 })
    })
  }

  test('has Lambda’s context and environment', async () => {
    folder.write(
      'context.mjs',
      `export const handler = async (event, context) => ({
        ...context, left: context.getRemainingTimeInMillis(), region: process.env.AWS_REGION, env: process.env.AWS_LAMBDA_FUNCTION_NAME })`,
    )
    const { awsRequestId, left, ...rest } = await result('arn:aws:lambda:us-east-1:123456789012:function:context:prod')
    assert.match(awsRequestId, /^[0-9a-f-]{36}$/)
    assert.ok(left > LIMIT_MS / 2 && left <= LIMIT_MS)
    assert.deepEqual(rest, {
      callbackWaitsForEmptyEventLoop: true,
      functionName: 'context',
      functionVersion: '$LATEST',
      memoryLimitInMB: '128',
      logGroupName: '/aws/lambda/context',
      logStreamName: '[$LATEST]s3control-local',
      invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:context:prod',
      region: 'eu-north-1',
      env: 'context',
    })
  })

  test('that is not there is told so, and is found once it is', async () => {
    assert.equal(await invoke('late'), undefined)
    folder.write('late.mjs', 'export const handler = async () => 1')
    await until(async () => (await invoke('late')) !== undefined)
    assert.equal(await result('late'), 1)
  })

  test('is loaded anew when its file, or one that it imports, has changed', async () => {
    folder.write('lib/text.mjs', 'export const text = "old"')
    folder.write('fresh.mjs', 'import { text } from "./lib/text.mjs"; export const handler = async () => text + 1')
    assert.equal(await result('fresh'), 'old1')
    folder.write('lib/text.mjs', 'export const text = "newer"')
    assert.equal(await result('fresh'), 'newer1')
    folder.write('fresh.mjs', 'export const handler = async () => "alone"')
    assert.equal(await result('fresh'), 'alone')
    folder.remove('fresh.mjs')
    assert.equal(await invoke('fresh'), undefined)
  })

  test('writes to the log and never to the output of the process', async () => {
    folder.write('talks.mjs', 'export const handler = async () => { console.log("one\\ntwo"); console.error("three") }')
    assert.equal(await result('talks'), null)
    const said = () => lines.filter((line) => line.startsWith('talks: '))
    await until(() => said().length === 3)
    assert.deepEqual(said().sort(), ['talks: one', 'talks: three', 'talks: two'])
  })

  test('overlaps its invocations', async () => {
    // None of them ends before another one of its thread has begun.
    folder.write(
      'meets.mjs',
      `const waiting = []
      export const handler = ({ alone }) => new Promise((done) => {
        if (alone) return done('x')
        waiting.push(done)
        if (waiting.length > 1) for (const end of waiting.splice(0)) end('x')
      })`,
    )
    await result('meets', { alone: true })
    const answers = Array.from({ length: 16 }, () => result('meets'))
    assert.deepEqual(new Set(await Promise.all(answers)), new Set(['x']))
  })
})

describe('the failure of an embedded function', () => {
  test('an error has its type, message and trace', async () => {
    folder.write('throws.mjs', 'export const handler = async () => { throw new TypeError("no, thanks") }')
    const { errorType, errorMessage, trace } = await failure('throws')
    assert.deepEqual([errorType, errorMessage, trace[0]], ['TypeError', 'no, thanks', 'TypeError: no, thanks'])
  })

  test('an error thrown at once, given to the callback, or that is none', async () => {
    folder.write('at-once-error.cjs', 'exports.handler = () => { throw new Error("early") }')
    assert.equal((await failure('at-once-error')).errorMessage, 'early')
    folder.write(
      'callback-error.cjs',
      'exports.handler = (event, context, callback) => { callback(new Error("called")) }',
    )
    assert.equal((await failure('callback-error')).errorMessage, 'called')
    folder.write('text-error.mjs', 'export const handler = async () => { throw "words" }')
    assert.deepEqual(await failure('text-error'), { errorType: 'string', errorMessage: 'words', trace: [] })
  })

  test('a result that is no JSON, or too much of it', async () => {
    folder.write('big-int.mjs', 'export const handler = async () => 1n')
    assert.equal((await failure('big-int')).errorMessage, 'Unable to stringify response body')
    folder.write('huge.mjs', 'export const handler = async () => "x".repeat(7e6)')
    assert.deepEqual(await failure('huge'), {
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
    })
  })

  test('a file that cannot be loaded, or has no handler', async () => {
    folder.write('syntax.mjs', 'export const handler = async ( => 1')
    assert.equal((await failure('syntax')).errorType, 'Runtime.UserCodeSyntaxError')
    folder.write('import.mjs', 'import "./nowhere.mjs"')
    assert.equal((await failure('import')).errorType, 'Runtime.ImportModuleError')
    folder.write('nameless.mjs', 'export const other = 1')
    assert.deepEqual(
      [(await failure('nameless')).errorType, (await failure('nameless')).errorMessage],
      ['Runtime.HandlerNotFound', 'index.handler is undefined or not exported'],
    )
    folder.write('syntax.mjs', 'export const handler = async () => "mended"')
    assert.equal(await result('syntax'), 'mended')
  })

  test('an error outside of the handler is blamed on the call it comes from, and others go on', async () => {
    folder.write(
      'stray.mjs',
      `export const handler = (event) => new Promise((done) => {
        if (event.bad === 'timer') setTimeout(() => { throw new RangeError('stray') }, 5)
        else if (event.bad === 'promise') void (async () => { await null; throw new Error('unheard') })()
        else setTimeout(done, 30, 'fine')
      })`,
    )
    const [timer, promise, ...others] = await Promise.all([
      failure('stray', { bad: 'timer' }),
      failure('stray', { bad: 'promise' }),
      ...Array.from({ length: 8 }, () => result('stray')),
    ])
    assert.deepEqual([timer.errorType, timer.errorMessage], ['RangeError', 'stray'])
    assert.deepEqual([promise.errorType, promise.errorMessage], ['Runtime.UnhandledPromiseRejection', 'Error: unheard'])
    assert.deepEqual(new Set(others), new Set(['fine']))
  })

  test('process.exit ends the call that asks for it, and nothing else', async () => {
    folder.write(
      'leaves.mjs',
      `export const handler = async (event) => {
        await new Promise((done) => setTimeout(done, event.leave === undefined ? 40 : 5))
        if (event.leave !== undefined) process.exit(event.leave)
        return 'stayed'
      }`,
    )
    const [left, ...others] = await Promise.all([
      failure('leaves', { leave: 3 }),
      ...Array.from({ length: 8 }, () => result('leaves')),
    ])
    assert.equal(left.errorType, 'Runtime.ExitError')
    assert.match(left.errorMessage, /^RequestId: [0-9a-f-]{36} Error: Runtime exited with error: exit status 3$/)
    assert.deepEqual(new Set(others), new Set(['stayed']))
    assert.match((await failure('leaves', { leave: 0 })).errorMessage, /Runtime exited without providing a reason$/)
  })

  test('a call that takes too long is told so, while others of its thread end well', async () => {
    const hasty = open(200)
    folder.write(
      'waits.mjs',
      'export const handler = (event) => new Promise((done) => setTimeout(done, event.ms, "done"))',
    )
    const [late, early] = await Promise.all([
      failure('waits', { ms: 10_000 }, hasty),
      result('waits', { ms: 20 }, hasty),
    ])
    assert.match(late.errorMessage, /^2019-04-05T17:35:21\.155Z [0-9a-f-]{36} Task timed out after 0\.20 seconds$/)
    assert.equal(early, 'done')
    assert.equal(await result('waits', { ms: 1 }, hasty), 'done')
  })

  test('an endless loop ends its thread; the calls that shared it are run again and end well', async () => {
    const hasty = open(1_000)
    folder.write('loops.mjs', 'export const handler = async (event) => { for (; event.loop; ) {} return "done" }')
    const [late, ...others] = await Promise.all([
      failure('loops', { loop: true }, hasty),
      ...Array.from({ length: 5 }, () => result('loops', {}, hasty)),
    ])
    assert.match(late.errorMessage, /Task timed out after 1\.00 seconds$/)
    assert.deepEqual(new Set(others), new Set(['done']))
  })

  test('a promise that nothing will settle fails, and a callback that is forgotten gives null', async () => {
    folder.write('never.mjs', 'export const handler = () => new Promise(() => {})')
    assert.equal((await failure('never')).errorType, 'Runtime.NodeJsExit')
    folder.write('forgets.cjs', 'exports.handler = (event, context, callback) => {}')
    assert.equal(await result('forgets'), null)
  })

  test('what is under way when the server stops has no answer', async () => {
    const short = open()
    folder.write(
      'waits.mjs',
      'export const handler = (event) => new Promise((done) => setTimeout(done, event.ms, "done"))',
    )
    const waiting = invoke('waits', { ms: LIMIT_MS }, short)
    await short.stop()
    assert.deepEqual(await waiting, { kind: 'unanswered', message: 'The server was stopped', reached: true })
  })
})

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await pause(5)
}
