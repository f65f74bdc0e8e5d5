import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, beforeEach, describe, test } from 'node:test'
import { createClock } from '../../../db/model/clock.ts'
import { type OpenLambdaEndpoint, openLambdaEndpoint } from '../../../worker/functions/endpoint/lambda-endpoint.ts'
import { parseFunctionName } from '../../../worker/functions/function-name.ts'
import type { InvokeReply } from '../../../worker/functions/invocation.ts'
import { keptPort } from '../../support/kept-port.ts'

const JOB = { account: '123456789012', region: 'eu-west-1' }

let server: Server
let origin: string
let endpoint: OpenLambdaEndpoint
let answer: (request: IncomingMessage, response: ServerResponse, body: string) => void
let connections = 0

before(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => answer(request, response, Buffer.concat(chunks).toString()))
  })
  server.on('connection', () => {
    connections += 1
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
beforeEach(() => {
  endpoint?.close()
  endpoint = open(origin)
})
after(() => {
  endpoint.close()
  server.closeAllConnections()
  server.close()
})

function open(url: string, timeoutMs = 100_000): OpenLambdaEndpoint {
  const clock = createClock()
  clock.freeze()
  clock.set(Date.parse('2026-01-02T03:04:05Z'))
  return openLambdaEndpoint({ url, timeoutMs, clock })
}

async function invoke(name = 'f', by = endpoint): Promise<InvokeReply> {
  const target = parseFunctionName(name, JOB) ?? assert.fail(name)
  return by.invoke({ target, payload: '{"n":"ü"}' })
}

/** Reads a reply to this answer. */
function replyTo(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Promise<InvokeReply> {
  answer = (_request, response) => response.writeHead(status, headers).end(body)
  return invoke()
}

describe('an endpoint that speaks Lambda’s Invoke API', () => {
  test('gets the request that Lambda’s clients send', async () => {
    const seen: unknown[] = []
    answer = ({ method, url, headers }, response, body) => {
      seen.push(method, url, body, headers['x-amz-invocation-type'], headers['content-length'], headers.authorization)
      response.end('1')
    }
    assert.deepEqual(await invoke('arn:aws:lambda:us-east-2:999999999999:function:resize:live'), {
      kind: 'returned',
      payload: '1',
    })
    const authorization =
      'AWS4-HMAC-SHA256 Credential=999999999999/20260102/us-east-2/lambda/aws4_request, SignedHeaders=host, Signature='
    assert.deepEqual(seen, [
      'POST',
      '/2015-03-31/functions/resize/invocations?Qualifier=live',
      '{"n":"ü"}',
      'RequestResponse',
      '10',
      authorization + '0'.repeat(64),
    ])
  })

  test('may be given with a base path, or with the whole path of one function', async () => {
    const paths: (string | undefined)[] = []
    answer = ({ url }, response) => {
      paths.push(url)
      response.end('1')
    }
    for (const path of ['/base/', '/2015-03-31/functions/function/invocations']) {
      const other = open(origin + path)
      await invoke('f', other)
      other.close()
    }
    assert.deepEqual(paths, ['/base/2015-03-31/functions/f/invocations', '/2015-03-31/functions/function/invocations'])
  })

  test('keeps its connections', async () => {
    answer = (_request, response) => response.end('1')
    const before = connections
    for (let round = 0; round < 5; round++) await invoke()
    assert.equal(connections, before + 1)
  })

  test('a kept connection that was closed meanwhile costs nothing', async () => {
    answer = (_request, response) => response.end('1')
    await invoke()
    answer = (request, response) => {
      answer = (_request, second) => second.end('2')
      request.socket.resetAndDestroy()
      response.destroy()
    }
    assert.deepEqual(await invoke(), { kind: 'returned', payload: '2' })
  })

  test('a function error is marked by a header', async () => {
    const payload = '{"errorMessage":"m","errorType":"T"}'
    for (const mark of ['Unhandled', 'Handled']) {
      const reply = await replyTo(200, payload, { 'X-Amz-Function-Error': mark })
      assert.deepEqual(reply, { kind: 'functionError', payload })
    }
  })

  test('function errors of the runtime interface emulator are known by their form', async () => {
    const payload = '{"errorMessage":"m","errorType":"T","stackTrace":[]}'
    assert.deepEqual(await replyTo(200, payload), { kind: 'functionError', payload })
    assert.deepEqual(await replyTo(502, payload), { kind: 'functionError', payload })
    assert.deepEqual(await replyTo(200, 'Task timed out after 3.00 seconds'), {
      kind: 'functionError',
      payload: '{"errorMessage":"Task timed out after 3.00 seconds"}',
    })
    const odd = '{"results":[],"errorMessage":"m"}'
    assert.deepEqual(await replyTo(200, odd), { kind: 'returned', payload: odd })
  })

  test('refusals have Lambda’s status, code and message', async () => {
    const headers = {
      'x-amzn-ErrorType': 'ResourceNotFoundException:http://internal.example/coral/',
      'x-amzn-RequestId': 'request-1',
    }
    assert.deepEqual(await replyTo(404, '{"Type":"User","Message":"Function not found: f"}', headers), {
      kind: 'refused',
      status: 404,
      code: 'ResourceNotFoundException',
      message: 'Function not found: f',
      requestId: 'request-1',
    })
  })

  test('refusals without a code, and with codes elsewhere', async () => {
    const codeOf = async (status: number, body: string) => {
      const reply = await replyTo(status, body)
      return reply.kind === 'refused' ? [reply.status, reply.code, reply.message] : reply
    }
    assert.deepEqual(await codeOf(400, ''), [
      400,
      'InvalidRequestContentException',
      'The Lambda endpoint answered with status 400.',
    ])
    assert.deepEqual(await codeOf(429, '{"message":"Rate Exceeded."}'), [
      429,
      'TooManyRequestsException',
      'Rate Exceeded.',
    ])
    assert.deepEqual(await codeOf(403, '{"__type":"com.amazon#AccessDeniedException","message":"no"}'), [
      403,
      'AccessDeniedException',
      'no',
    ])
    assert.deepEqual(((await codeOf(500, 'oops')) as unknown[])[1], 'ServiceException')
    assert.deepEqual(((await codeOf(302, '')) as unknown[])[0], 302)
  })

  test('a connection that breaks has no answer, and it is told whether the function may have run', async () => {
    answer = (request) => request.socket.resetAndDestroy()
    assert.deepEqual(await invoke(), {
      kind: 'unanswered',
      message: `The Lambda endpoint ${origin} gave no whole answer (ECONNRESET)`,
      reached: true,
    })
    answer = (_request, response) => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('{"results"', () => response.destroy())
    }
    assert.equal((await invoke()).kind, 'unanswered')
    const port = await keptPort()
    const nobody = open(`http://127.0.0.1:${port}`)
    assert.deepEqual(await invoke('f', nobody), {
      kind: 'unanswered',
      message: `The Lambda endpoint http://127.0.0.1:${port} could not be reached (ECONNREFUSED)`,
      reached: false,
    })
    nobody.close()
  })

  test('an answer that does not come in time is not waited for', async () => {
    answer = () => {}
    const hasty = open(origin, 1_000)
    assert.deepEqual(await invoke('f', hasty), {
      kind: 'unanswered',
      message: `The Lambda endpoint ${origin} did not answer within 1.00 seconds`,
      reached: true,
    })
    hasty.close()
  })

  test('an answer without end is cut off', async () => {
    answer = (_request, response) => response.end(Buffer.alloc(9 * 1024 * 1024, 'x'))
    const reply = await invoke()
    assert.match(reply.kind === 'unanswered' ? reply.message : '', /an answer of more than 8388608 bytes/)
  })
})
