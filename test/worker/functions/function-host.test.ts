import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, type TestContext, test } from 'node:test'
import { createClock } from '../../../db/model/clock.ts'
import { createFunctionHost } from '../../../worker/functions/function-host.ts'
import { parseFunctionName } from '../../../worker/functions/function-name.ts'
import { connectFunctions } from '../../../worker/functions/host-thread/connect-functions.ts'
import { startFunctionHost } from '../../../worker/functions/host-thread/start-function-host.ts'
import type { FunctionInvoker, FunctionSettings, LambdaEndpoint } from '../../../worker/functions/invocation.ts'
import { functionFolder } from '../../support/function-folder.ts'

const JOB = { account: '123456789012', region: 'us-east-1' }
const folder = functionFolder({
  'here.mjs': 'export const handler = async () => "folder"',
  'both.mjs': 'export const handler = async () => "folder"',
})

const settings = (endpoints: readonly LambdaEndpoint[]): FunctionSettings => ({
  folder: folder.path,
  endpoints,
  concurrency: 10,
  timeoutMs: 100_000,
})

/** A server of the Invoke API whose functions return this text. */
async function endpointThatSays(t: TestContext, text: string): Promise<string> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.end(JSON.stringify(text)))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function ask(functions: FunctionInvoker, name: string): Promise<unknown> {
  const target = parseFunctionName(name, JOB) ?? assert.fail(name)
  const reply = await functions.invoke({ target, payload: '{}' })
  if (reply.kind === 'returned') return JSON.parse(reply.payload)
  return reply.kind === 'refused' ? [reply.status, reply.code, reply.message] : reply
}

describe('where a function is found', () => {
  test('its own endpoint comes first, then the folder, then the endpoint for all others', async (t) => {
    const own = await endpointThatSays(t, 'own endpoint')
    const others = await endpointThatSays(t, 'endpoint of others')
    const endpoints = [{ name: 'both', url: own }, { url: others }]
    const host = createFunctionHost({
      settings: settings(endpoints),
      environment: {},
      clock: createClock(),
      log: () => {},
    })
    t.after(() => host.close())
    assert.equal(await ask(host, 'both'), 'own endpoint')
    assert.equal(await ask(host, 'here'), 'folder')
    assert.equal(await ask(host, 'elsewhere'), 'endpoint of others')
  })

  test('without an endpoint nothing is called, and Lambda’s own answer is given', async (t) => {
    const host = createFunctionHost({ settings: settings([]), environment: {}, clock: createClock(), log: () => {} })
    t.after(() => host.close())
    assert.deepEqual(await ask(host, 'elsewhere:live'), [
      404,
      'ResourceNotFoundException',
      'Function not found: arn:aws:lambda:us-east-1:123456789012:function:elsewhere:live',
    ])
  })
})

describe('the thread that runs functions', () => {
  test('serves several links, and tells what functions write', async (t) => {
    folder.write('says.mjs', 'export const handler = async () => { console.log("said"); return "done" }')
    const { promise: line, resolve } = Promise.withResolvers<string>()
    const thread = startFunctionHost({
      settings: settings([]),
      environment: () => ({}),
      clock: createClock(),
      log: (name, text) => resolve(`${name}: ${text}`),
      onFault: assert.ifError,
    })
    t.after(() => thread.close())
    const links = [1, 2].map(() => connectFunctions(async () => thread.connect()))
    assert.deepEqual(await Promise.all(links.map((link) => ask(link, 'says'))), ['done', 'done'])
    assert.equal(await line, 'says: said')
  })

  test('that dies leaves its invocations without an answer, and the next one starts another', async (t) => {
    const faults: unknown[] = []
    const thread = startFunctionHost({
      // No text that the settings let through: the thread cannot start with it.
      settings: settings([{ url: 'nowhere' }]),
      environment: () => ({}),
      clock: createClock(),
      log: () => {},
      onFault: (error) => faults.push(error),
    })
    t.after(() => thread.close())
    const functions = connectFunctions(async () => thread.connect())
    const lost = { kind: 'unanswered', message: 'The thread that runs functions has ended', reached: true }
    // The link may be gone before the thread is known to be.
    while (faults.length < 2) assert.deepEqual(await ask(functions, 'here'), lost)
  })

  test('that is closed takes no more invocations', async () => {
    const thread = startFunctionHost({
      settings: settings([]),
      environment: () => ({}),
      clock: createClock(),
      log: () => {},
      onFault: assert.ifError,
    })
    const functions = connectFunctions(async () => thread.connect())
    assert.equal(await ask(functions, 'here'), 'folder')
    await thread.close()
    assert.equal(((await ask(functions, 'here')) as { kind: string }).kind, 'unanswered')
  })
})
