/**
 * A server of its own process for inputs that come over a network. Node itself keeps it to its data folder
 * (`--permission`): whatever it would write elsewhere fails, and the log tells.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { OWN_NAME } from '../../support/own-names.ts'
import { Defect } from './target.ts'

const MAIN = join(import.meta.dirname, '../../../server/main.ts')
/** Of the server's process, a Node with a database and its threads among it. */
const MEMORY_BYTES = 768 * 1024 * 1024

export interface WireServer {
  readonly url: string
  readonly port: number
  /**
   * Sends bytes and gives all that comes back. A server whose client has ended its side may leave it without an answer:
   * of a whole request, which asks for the end of the connection, the server is to end it.
   */
  readonly send: (bytes: Uint8Array, whole: boolean) => Promise<string>
  /** What it has written since it was last asked. */
  readonly said: () => string
  /** Milliseconds of the processor since its start. */
  readonly processorMs: () => number
  /** @throws Defect when it has left a file where none may be, has grown too large, or does not end */
  readonly end: () => Promise<void>
}

export async function startWireServer(args: readonly string[] = []): Promise<WireServer> {
  const folder = mkdtempSync(join(tmpdir(), 'fuzz-wire-'))
  const data = join(folder, 'data')
  mkdirSync(data)
  const permission = [
    '--permission',
    '--allow-fs-read=*',
    `--allow-fs-write=${data}/*`,
    '--allow-addons',
    '--allow-worker',
  ]
  const own = ['--port', '0', '--host', '127.0.0.1', '--data', data, '--log', 'off', '--idle-timeout', '3s']
  const child = spawn(process.execPath, ['--no-warnings', ...permission, MAIN, ...own, ...args], {
    cwd: folder,
    env: { ...process.env, HOME: folder, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (piece: string) => (output += piece))
  }
  const url = await readyAt(child, () => output)
  output = ''
  const port = Number(new URL(url).port)
  return {
    url,
    port,
    send: (bytes, whole) => send(port, bytes, whole),
    said() {
      const text = output
      output = ''
      return text
    },
    processorMs: () => processorMs(child.pid ?? 0),
    async end() {
      const peak = peakBytes(child.pid ?? 0)
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      const [code] = (await ended) as [number | null]
      const strangers = [...readdirSync(folder), ...readdirSync(data, { recursive: true, encoding: 'utf8' })]
        .flatMap((path) => path.split('/'))
        .filter((name) => name !== 'data' && !OWN_NAME.test(name))
      rmSync(folder, { recursive: true })
      if (code !== 0) throw new Defect(`the server ended with ${code}: ${output}`)
      if (strangers.length > 0) throw new Defect(`files with names of their own: ${strangers.join(', ')}`)
      if (peak > MEMORY_BYTES) throw new Defect(`the server took ${peak} bytes of memory`)
    },
  }
}

async function readyAt(child: ChildProcess, output: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', () => {
      const url = / at (http:\S+) [^]*Ready\.\n/.exec(output())?.[1]
      if (url !== undefined) resolve(url)
    })
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${output()}`)))
  })
}

const SILENT_MS = 15_000

/** Answers that go on for as long as somebody listens. */
const ENDLESS = /text\/event-stream|application\/x-ndjson/

function send(port: number, bytes: Uint8Array, whole: boolean): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }, () => {
      if (whole) socket.write(bytes)
      else socket.end(bytes)
    })
    let received = ''
    socket.setEncoding('latin1')
    socket.on('data', (piece: string) => {
      received += piece
      if (ENDLESS.test(received)) socket.destroy()
    })
    socket.on('end', () => socket.end())
    socket.on('close', () => {
      if (whole && received === '') reject(new Defect('a whole request got no answer'))
      else resolve(received)
    })
    // It may refuse to read on while we are sending.
    socket.on('error', () => undefined)
    socket.setTimeout(SILENT_MS, () => {
      socket.destroy()
      reject(new Defect(`nothing more came after: ${received.slice(0, 300)}`))
    })
  })
}

/** Linux only, like the fuzzer's own limits of memory; elsewhere it is not looked at. */
function processorMs(pid: number): number {
  const fields = proc(pid, 'stat').split(') ').at(-1)?.split(' ') ?? []
  const TICK_MS = 10
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * TICK_MS
}

function peakBytes(pid: number): number {
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(proc(pid, 'status'))?.[1] ?? 0) * 1024
}

function proc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}
