import { spawn } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { Missing } from './client.ts'

export interface Outcome {
  readonly code: number | null
  readonly output: string
  readonly errors: string
  readonly ms: number
}

export interface ShellOptions {
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  readonly limitMs?: number
}

export function run(command: readonly string[], { cwd, env, limitMs }: ShellOptions = {}): Promise<Outcome> {
  const startedAt = performance.now()
  const [program = '', ...args] = command
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(cwd === undefined ? {} : { cwd }),
      ...(env === undefined ? {} : { env }),
      ...(limitMs === undefined ? {} : { timeout: limitMs }),
    })
    let output = ''
    let errors = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, output, errors, ms: performance.now() - startedAt }))
  })
}

/** The standard output of a step of the preparation. */
export async function mustRun(command: readonly string[], options: ShellOptions = {}): Promise<string> {
  const { code, output, errors } = await run(command, options)
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}:\n${output}${errors}`)
  return output
}

const TRIES = 4
const AGAIN_AFTER_MS = 10_000

/** A step that takes something from a registry, which has its bad moments: it is tried again. */
export async function mustFetch(command: readonly string[], options: ShellOptions = {}): Promise<string> {
  for (let left = TRIES - 1; ; left--) {
    try {
      return await mustRun(command, options)
    } catch (error) {
      if (left === 0) throw error
      await pause(AGAIN_AFTER_MS)
    }
  }
}

/** @throws Missing when there is no such program */
export async function need(program: string, what: string): Promise<void> {
  const { code } = await run(['sh', '-c', `command -v "${program}"`])
  if (code !== 0) throw new Missing(`${what} is not on this machine`)
}
