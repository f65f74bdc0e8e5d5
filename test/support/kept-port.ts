import { once } from 'node:events'
import { createServer } from 'node:net'

/** Below those that Linux, macOS and Windows hand out by themselves. */
const FIRST = 10_000
const SHARES = 500
const EACH = 40

let given = 0

/**
 * A port that stays what it is while nobody listens there, for a server that comes back on it or must not be there. One
 * that a system has handed out may be handed out again meanwhile, to any connection of any program. Each process has a
 * share of its own.
 */
export async function keptPort(): Promise<number> {
  while (given < EACH) {
    const port = FIRST + (process.pid % SHARES) * EACH + given++
    if (await isFree(port)) return port
  }
  throw new Error('all ports of this process are taken')
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port)
  const free = await once(server, 'listening').then(
    () => true,
    () => false,
  )
  if (free) await new Promise((closed) => server.close(closed))
  return free
}
