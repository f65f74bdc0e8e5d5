import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { program } from './program.ts'

/** The server as a process of its own, so that it can die. */
export interface ServerProcess {
  readonly url: string
  readonly port: number
  readonly pid: number
  /** All it has written, standard output and error. */
  readonly output: () => string
  /** Sends the signal and waits for the end. */
  readonly end: (signal: 'SIGKILL' | 'SIGTERM') => Promise<Ending>
  readonly ended: Promise<Ending>
}

export interface Ending {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** Since the signal, in milliseconds. */
  readonly ms: number
}

/** What a process said that ended before it was ready. */
export class NotReady extends Error {
  readonly output: string
  readonly code: number | null

  constructor(output: string, code: number | null) {
    super(`the server ended with ${code} before it was ready: ${output}`)
    this.output = output
    this.code = code
  }
}

export interface SpawnOptions {
  readonly args?: readonly string[]
  /** A free one unless told. */
  readonly port?: number
  readonly env?: Readonly<Record<string, string>>
  /** Stands before the program, such as a shell that sets limits. */
  readonly wrapper?: readonly string[]
}

/** Starts it on a free port (or the one in `args`) and waits for `Ready.`. @throws NotReady */
export async function spawnServer(data: string, options: SpawnOptions = {}): Promise<ServerProcess> {
  const { child, output } = launch(await program(), data, options)
  const ended = endingOf(child)
  const ready = new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', () => {
      const url = / at (http:\S+) [^]*Ready\.\n/.exec(output())?.[1]
      if (url !== undefined) resolve(url)
    })
    // 'close' comes when all output has been read.
    child.once('close', (code) => reject(new NotReady(output(), code)))
  })
  const url = await ready
  return {
    url,
    port: Number(new URL(url).port),
    pid: child.pid as number,
    output,
    ended,
    async end(signal) {
      const sent = performance.now()
      child.kill(signal)
      return { ...(await ended), ms: performance.now() - sent }
    },
  }
}

/** Resolves when the process has used so much more of the processors, in milliseconds. */
export async function hasWorked({ pid }: ServerProcess, workMs: number): Promise<void> {
  const until = workedMs(pid) + workMs
  while (workedMs(pid) < until) await pause(LOOK_MS)
}

const LOOK_MS = 5
/** The unit in which Linux counts, on every machine of today. */
const TICK_MS = 10

/** Processor time of all threads; where it cannot be told, the time that has passed. */
function workedMs(pid: number): number {
  const stat = `/proc/${pid}/stat`
  if (!existsSync(stat)) return performance.now()
  // Behind the name, which may hold anything: state, and then numbers, the 12th and 13th of which are wanted.
  const fields = readFileSync(stat, 'latin1').split(') ').at(-1)?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS
}

/** Starts it and sends the signal after so many milliseconds, whatever it is doing. */
export async function endAtStart(
  data: string,
  signal: 'SIGKILL' | 'SIGTERM',
  afterMs: number,
  options: SpawnOptions = {},
): Promise<Ending> {
  const { child } = launch(await program(), data, options)
  const ended = endingOf(child)
  await pause(afterMs)
  const sent = performance.now()
  child.kill(signal)
  return { ...(await ended), ms: performance.now() - sent }
}

function launch(main: string, data: string, { args = [], port = 0, env = {}, wrapper = [] }: SpawnOptions) {
  const own = ['--port', String(port), '--host', '127.0.0.1', '--data', data]
  const command = [...wrapper, process.execPath, main, ...own, ...args]
  const child = spawn(command[0] as string, command.slice(1), {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8')
    stream?.on('data', (piece: string) => {
      text += piece
    })
  }
  return { child, output: () => text }
}

/** And all it has said. */
async function endingOf(child: ChildProcess): Promise<Ending> {
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
  return { code, signal, ms: 0 }
}
