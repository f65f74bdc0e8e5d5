import assert from 'node:assert/strict'
import { createHash, hash } from 'node:crypto'
import { Agent, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { ACCOUNT } from '../../support/running-server.ts'
import { type Answer, sendPlain } from '../support/plain-request.ts'
import { type Random, seededRandom } from '../support/random.ts'

/** Clients that never cease, each with keys of its own; every answer is compared with what the client has done before. */
export interface Clients {
  /** Milliseconds of each request, by kind. */
  readonly latencies: Readonly<Record<Kind, number[]>>
  /** Answers that ought not to be: a sentence each. */
  readonly wrong: readonly string[]
  /** Ends what is under way, and all connections. */
  readonly rest: () => Promise<void>
  readonly goOn: () => void
}

export type Kind = 'GET' | 'PUT' | 'HEAD' | 'DELETE' | 'list' | 'broken off'

export interface ClientsOptions {
  readonly port: number
  readonly count: number
  readonly random: Random
  /** Each waits so long between two requests, on average. */
  readonly pauseMs: number
}

const SIZES = [200, 3_000, 30_000, 200_000]
const KEYS = 8

export function startClients({ port, count, random, pauseMs }: ClientsOptions): Clients {
  const latencies: Record<Kind, number[]> = { GET: [], PUT: [], HEAD: [], DELETE: [], list: [], 'broken off': [] }
  const wrong: string[] = []
  let resting = new AbortController()
  let working: Promise<unknown> = Promise.resolve()

  const all = Array.from({ length: count }, (_, number) =>
    createClient({ port, number, random: seededRandom(random.below(2 ** 31)) }),
  )
  const work = async (client: Client, { signal }: AbortController): Promise<void> => {
    client.connect()
    while (!signal.aborted) {
      const begun = performance.now()
      try {
        const kind = await client.next()
        latencies[kind].push(performance.now() - begun)
      } catch (error) {
        wrong.push(String(error))
      }
      await pause(random.next() * 2 * pauseMs)
    }
    client.disconnect()
  }
  const goOn = (): void => {
    resting = new AbortController()
    working = Promise.all(all.map((client) => work(client, resting)))
  }
  goOn()
  return {
    latencies,
    wrong,
    async rest() {
      resting.abort()
      await working
    },
    goOn,
  }
}

interface Client {
  readonly connect: () => void
  readonly disconnect: () => void
  /** Does something, and compares. */
  readonly next: () => Promise<Kind>
}

function createClient({ port, number, random }: { port: number; number: number; random: Random }): Client {
  let agent = new Agent()
  const held = new Map<string, string>()
  const send = (method: string, path: string, body?: Buffer): Promise<Answer> =>
    sendPlain({ agent, port, method, path: `/clients${path}`, ...(body && { body }) })
  const pathOf = (key: string): string => `/${key}`
  const anyKey = (): string => `c${number}/${random.below(KEYS)}`

  const actions: Readonly<Record<Kind, () => Promise<void>>> = {
    async GET() {
      const key = anyKey()
      const { status, body } = await send('GET', pathOf(key))
      assert.equal(status === 200 ? hash('md5', body) : status, held.get(key) ?? 404, `GET ${key}`)
    },
    async HEAD() {
      const key = anyKey()
      const { status } = await send('HEAD', pathOf(key))
      assert.equal(status, held.has(key) ? 200 : 404, `HEAD ${key}`)
    },
    async PUT() {
      const [key, body] = [anyKey(), Buffer.alloc(random.pick(SIZES), `${number} ${random.next()}`)]
      const { status, headers } = await send('PUT', pathOf(key), body)
      assert.equal(status, 200, `PUT ${key}`)
      held.set(key, createHash('md5').update(body).digest('hex'))
      assert.equal(headers.etag, `"${held.get(key)}"`)
    },
    async DELETE() {
      const key = anyKey()
      const { status } = await send('DELETE', pathOf(key))
      assert.equal(status, 204, `DELETE ${key}`)
      held.delete(key)
    },
    async list() {
      const { status, body } = await send('GET', `?list-type=2&prefix=c${number}/`)
      assert.equal(status, 200)
      const keys = [...body.toString().matchAll(/<Key>([^<]+)<\/Key>/g)].map(([, key = '']) => key)
      assert.deepEqual(keys, [...held.keys()].sort(), `list of client ${number}`)
    },
    async 'broken off'() {
      await breakOff(port, `/clients${pathOf(anyKey())}`)
    },
  }
  return {
    connect() {
      agent = new Agent({ keepAlive: true, maxSockets: 1 })
    },
    disconnect: () => agent.destroy(),
    async next() {
      const kind = kindOf(random.next())
      await actions[kind]()
      return kind
    },
  }
}

/** Of a hundred requests. */
const SHARES: readonly (readonly [Kind, number])[] = [
  ['GET', 45],
  ['PUT', 30],
  ['list', 10],
  ['HEAD', 5],
  ['DELETE', 5],
  ['broken off', 5],
]

function kindOf(drawn: number): Kind {
  let left = drawn * 100
  for (const [kind, share] of SHARES) {
    left -= share
    if (left < 0) return kind
  }
  return 'GET'
}

/** Announces more than it sends, and goes away. */
async function breakOff(port: number, path: string): Promise<void> {
  const headers = { authorization: `AWS ${ACCOUNT}:x`, 'content-length': 500_000 }
  const sent = request({ host: '127.0.0.1', port, method: 'PUT', path, headers, agent: false })
  const closed = new Promise<void>((resolve) => {
    sent.on('error', () => undefined)
    sent.on('close', resolve)
  })
  // So much that the beginning lies in a file.
  await new Promise((resolve) => sent.write(Buffer.alloc(400_000), resolve))
  sent.destroy()
  await closed
}
