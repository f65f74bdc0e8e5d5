import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

export interface SpawnedServer {
  readonly process: ChildProcess
  readonly url: string
  /** All that has been written so far. */
  readonly output: () => string
  /** Sends a signal and waits for the end. */
  readonly end: (signal: NodeJS.Signals) => Promise<{ readonly code: number | null; readonly signal: string | null }>
}

const MAIN = join(import.meta.dirname, '../../server/main.ts')

/** The program as a process of its own, once it has said `Ready.` */
export async function spawnServer(
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<SpawnedServer> {
  const child = spawn(process.execPath, [MAIN, '--port', '0', ...args], { env: { ...process.env, ...environment } })
  let output = ''
  const ready = new Promise<void>((resolve, reject) => {
    const take = (chunk: Buffer): void => {
      output += chunk.toString()
      if (/^Ready\.$/m.test(output)) resolve()
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    child.once('close', () => reject(new Error(`the server ended: ${output}`)))
  })
  // 'close' comes when all output has been read, 'exit' may come before.
  const ended = once(child, 'close') as Promise<[number | null, string | null]>
  await ready
  return {
    process: child,
    url: /http:\/\/\S+/.exec(output)?.[0] ?? '',
    output: () => output,
    async end(signal) {
      child.kill(signal)
      const [code, by] = await ended
      return { code, signal: by }
    },
  }
}

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the program to its end. */
export async function runProgram(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return spawnProgram(args, environment).ended
}

/** The same, to be looked at meanwhile. */
export function spawnProgram(
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): { readonly process: ChildProcess; readonly ended: Promise<Ended> } {
  const child = spawn(process.execPath, [MAIN, ...args], { env: { ...process.env, ...environment } })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr }))
  return { process: child, ended }
}
