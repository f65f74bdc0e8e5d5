import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type ProcessUsage, processUsage } from './process-usage.ts'

/** The server in a process of its own, as users run it. */
export interface Product {
  readonly url: string
  readonly pid: number
  /** Milliseconds from the start of the process to its `Ready.` */
  readonly readyMs: number
  usage(): ProcessUsage
  stop(): Promise<void>
}

export interface ProductOptions {
  /** Absent: nothing is kept. */
  readonly data?: string
  readonly flags?: readonly string[]
  /** What to run instead of the source. */
  readonly entry?: string
}

const SOURCE = join(import.meta.dirname, '../../server/main.ts')

export async function startProduct({ data, flags = [], entry = SOURCE }: ProductOptions = {}): Promise<Product> {
  const folder = data === undefined ? [] : ['--data', data]
  const began = performance.now()
  const child = spawn(
    process.execPath,
    [entry, '--host', '127.0.0.1', '--port', '0', '--log', 'off', ...folder, ...flags],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const url = await readyUrl(child)
  const readyMs = performance.now() - began
  const pid = child.pid ?? 0
  return {
    url,
    pid,
    readyMs,
    usage: () => processUsage(pid),
    async stop() {
      if (child.exitCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** @throws Error when the process ends before it says `Ready.` */
export async function readyUrl(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('a server without its output')
  let url = ''
  for await (const line of createInterface({ input: child.stdout })) {
    url = /http:\/\/[^\s]+/.exec(line)?.[0] ?? url
    if (line.includes('Ready.')) {
      child.stdout.resume()
      return url
    }
  }
  throw new Error('the server did not start')
}
