import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { readyUrl } from '../product/start-product.ts'

export interface BareServer {
  readonly url: string
  stop(): Promise<void>
}

/** Starts one of the servers of this folder in a process of its own. */
export async function startBareServer(file: string, ...args: readonly string[]): Promise<BareServer> {
  const child = spawn(process.execPath, [join(import.meta.dirname, file), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const url = await readyUrl(child)
  return {
    url,
    async stop() {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
    },
  }
}
