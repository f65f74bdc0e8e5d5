import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** One start of a server that prints `… at URL …` and `Ready.`. */
export interface Start {
  /** From before the process was made to the line `Ready.`. */
  readonly readyMs: number
  /** From before the process was made to a first 200 of `/_emulator/health`. */
  readonly healthMs: number
  /** Processor time of all threads by `Ready.`: unlike the clock, it hardly depends on what else the machine does. */
  readonly cpuMs: number
  /** Of the process, a while after it was ready. */
  readonly rssMB: number
}

/** Time for timers, garbage collections and the sweep of a start to be over. */
const IDLE_AFTER_MS = 1_000
const CLOCK_TICKS_A_SECOND = 100

/** @param args of Node */
export async function measureStart(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Start> {
  const began = performance.now()
  const server = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], env })
  try {
    const url = await untilReady(server)
    const readyMs = performance.now() - began
    const cpuMs = cpuOf(server.pid)
    await fetchHealth(url)
    const healthMs = performance.now() - began
    await sleep(IDLE_AFTER_MS)
    return { readyMs, healthMs, cpuMs, rssMB: rssOf(server.pid) }
  } finally {
    server.kill('SIGTERM')
    if (server.exitCode === null && server.signalCode === null) await once(server, 'exit')
  }
}

async function untilReady(server: ChildProcess): Promise<string> {
  let printed = ''
  for await (const chunk of server.stdout ?? []) {
    printed += String(chunk)
    const [, url] = /^\S.* at (http:\S+) .*\nReady\.$/m.exec(printed) ?? []
    if (url !== undefined) return url
  }
  throw new Error(`a server ended before it was ready: ${printed}`)
}

async function fetchHealth(url: string): Promise<void> {
  const { status } = await fetch(`${url}/_emulator/health`)
  if (status !== 200) throw new Error(`/_emulator/health answered ${status}`)
}

function cpuOf(pid: number | undefined): number {
  // After the name in brackets: state is field 3, user and system time are fields 14 and 15.
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ') ?? []
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / CLOCK_TICKS_A_SECOND
}

function rssOf(pid: number | undefined): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1')) ?? []
  return Number(kilobytes) / 1024
}
