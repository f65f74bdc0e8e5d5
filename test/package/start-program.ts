import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

export interface Program {
  readonly url: string
  readonly process: ChildProcess
  /** Sends the signal and waits for the end. @returns exit code and signal */
  readonly end: (signal?: NodeJS.Signals) => Promise<readonly [number | null, NodeJS.Signals | null]>
}

/** Starts a server as another process. @throws Error with all it said when it ends before it is ready */
export async function startProgram(command: string, args: readonly string[], cwd?: string): Promise<Program> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...(cwd === undefined ? {} : { cwd }) })
  let said = ''
  child.stderr.on('data', (chunk) => {
    said += String(chunk)
  })
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      said += String(chunk)
      const [, found] = /^s3control-local \S+ at (http:\S+) .*\nReady\.$/m.exec(said) ?? []
      if (found !== undefined) resolve(found)
    })
    child.on('error', reject)
    child.on('exit', (code) => reject(new Error(`the server ended with ${code}: ${said}`)))
  })
  return {
    url,
    process: child,
    async end(signal = 'SIGTERM') {
      const exit = once(child, 'exit')
      child.kill(signal)
      const [code, by] = (await exit) as [number | null, NodeJS.Signals | null]
      return [code, by]
    },
  }
}
