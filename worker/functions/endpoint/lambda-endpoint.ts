import { Agent as HttpAgent, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import type { Clock } from '../../../db/model/clock.ts'
import type { FunctionInvoker, Invocation, InvokeReply } from '../invocation.ts'
import { type EndpointAnswer, readAnswer } from './read-answer.ts'

export interface LambdaEndpointOptions {
  readonly url: string
  readonly timeoutMs: number
  readonly clock: Clock
}

export interface OpenLambdaEndpoint extends FunctionInvoker {
  close(): void
}

/** Bytes of an answer; Lambda's own limit is six million. */
const LARGEST_ANSWER = 8 * 1024 * 1024

/**
 * A server that speaks Lambda's Invoke API: AWS SAM local, the runtime interface emulator in a container, another
 * emulator. Redirects are not followed: only what was configured is ever called.
 */
export function openLambdaEndpoint({ url, timeoutMs, clock }: LambdaEndpointOptions): OpenLambdaEndpoint {
  const base = new URL(url)
  const secure = base.protocol === 'https:'
  const agent = secure ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true })
  const send = secure ? httpsRequest : httpRequest
  const exchange = (invocation: Invocation): Promise<Exchange> =>
    new Promise((resolve) => {
      const options = requestOptions(base, invocation, clock)
      const request = send({ ...options, agent }, (response) => collect(response, finish))
      const timer = setTimeout(() => request.destroy(new TimedOut()), timeoutMs)
      function finish(exchanged: Exchange): void {
        clearTimeout(timer)
        resolve(exchanged)
      }
      request.on('error', (error) => finish({ error, reused: request.reusedSocket }))
      request.end(invocation.payload)
    })
  return {
    async invoke(invocation) {
      const first = await exchange(invocation)
      if (!isStale(first)) return replyOf(base, first, timeoutMs)
      const reply = replyOf(base, await exchange(invocation), timeoutMs)
      return reply.kind === 'unanswered' ? { ...reply, reached: true } : reply
    },
    close: () => agent.destroy(),
  }
}

type Exchange = EndpointAnswer | { readonly error: Error; readonly reused: boolean }

class TimedOut extends Error {}
class TooLarge extends Error {}

function requestOptions(base: URL, { target, payload }: Invocation, clock: Clock): RequestOptions {
  const day = new Date(clock.now()).toISOString().slice(0, 10).replaceAll('-', '')
  return {
    method: 'POST',
    // An address of version 6 stands in brackets in a URL only.
    hostname: base.hostname.replace(/^\[|\]$/g, ''),
    port: base.port,
    path: invokePath(base, target),
    headers: {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(payload),
      'X-Amz-Invocation-Type': 'RequestResponse',
      'X-Amz-Log-Type': 'None',
      // No key is used: the scope tells account and Region to emulators that have functions by them.
      Authorization:
        `AWS4-HMAC-SHA256 Credential=${target.account}/${day}/${target.region}/lambda/aws4_request, ` +
        `SignedHeaders=host, Signature=${'0'.repeat(64)}`,
    },
  }
}

function invokePath({ pathname, search }: URL, { name, qualifier }: Invocation['target']): string {
  if (pathname.endsWith('/invocations')) return pathname + search
  const query = qualifier === undefined ? '' : `?Qualifier=${encodeURIComponent(qualifier)}`
  return `${pathname.replace(/\/$/, '')}/2015-03-31/functions/${name}/invocations${query}`
}

function collect(response: IncomingMessage, finish: (exchanged: Exchange) => void): void {
  const chunks: Buffer[] = []
  let size = 0
  const broken = (error: Error): void => finish({ error, reused: false })
  response.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size > LARGEST_ANSWER) response.destroy(new TooLarge(`an answer of more than ${LARGEST_ANSWER} bytes`))
    else chunks.push(chunk)
  })
  response.on('error', broken)
  response.on('end', () => {
    const { statusCode: status = 0, headers } = response
    finish({ status, headers, body: Buffer.concat(chunks).toString('utf8') })
  })
}

function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : error.message
}

/**
 * A kept connection that the other side has closed, most likely before it took anything: Node's documentation asks to
 * try again with another one.
 */
function isStale(exchanged: Exchange): boolean {
  return 'error' in exchanged && exchanged.reused && codeOf(exchanged.error) === 'ECONNRESET'
}

function replyOf(base: URL, exchanged: Exchange, timeoutMs: number): InvokeReply {
  return 'error' in exchanged ? unanswered(base, exchanged.error, timeoutMs) : readAnswer(exchanged)
}

function unanswered({ origin }: URL, error: Error, timeoutMs: number): InvokeReply {
  const reached = !('syscall' in error && (error.syscall === 'connect' || error.syscall === 'getaddrinfo'))
  const detail = reached ? `gave no whole answer (${codeOf(error)})` : `could not be reached (${codeOf(error)})`
  const text = error instanceof TimedOut ? `did not answer within ${(timeoutMs / 1000).toFixed(2)} seconds` : detail
  return { kind: 'unanswered', message: `The Lambda endpoint ${origin} ${text}`, reached }
}
