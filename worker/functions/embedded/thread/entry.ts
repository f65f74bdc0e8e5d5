/**
 * Entry of a thread that runs one function. Nothing that the function does may end more than this thread, and whose
 * fault an end is, is told wherever it can be known: each call has its own asynchronous context.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { registerHooks } from 'node:module'
import { env } from 'node:process'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import { beatEvery, type FunctionThreadData, type ThreadCall, type ThreadNews, type ThreadReply } from '../messages.ts'
import { callHandler, type RunningCall } from './call-handler.ts'
import { errorPayload, runtimeError } from './error-payload.ts'
import { handlerContext } from './handler-context.ts'
import { type Handler, loadHandler } from './load-handler.ts'
import { prepareEnvironment } from './prepare-environment.ts'

/** Calls are begun for so long before answers and timers have their turn. */
const TURN_MS = 10

const data = workerData as FunctionThreadData
const port = parentPort ?? raise('this file is run as a thread')
const current = new AsyncLocalStorage<number>()
const running = new Map<number, RunningCall>()
const queue: ThreadCall[] = []
let replies: ThreadReply[] = []
let draining = false

watchFiles()
// The function's own environment is made here; nothing of it is read.
prepareEnvironment(env, data)
const beat = new Int32Array(data.beat)
setInterval(() => Atomics.add(beat, 0, 1), beatEvery(data.timeoutMs)).unref()
const handler: Promise<Handler | Error> = loadHandler(data.path).catch((error: unknown) => {
  tell({ kind: 'spent' })
  return error instanceof Error ? error : new Error(String(error))
})

port.on('message', (calls: readonly ThreadCall[]) => {
  queue.push(...calls)
  if (!draining) void drain()
})
void handler.then(() => tell({ kind: 'ready' }))

async function drain(): Promise<void> {
  draining = true
  const loaded = await handler
  let turnEnds = performance.now() + TURN_MS
  for (let call = queue.shift(); call !== undefined; call = queue.shift()) {
    const next = call
    current.run(next.id, () => begin(next, loaded))
    if (performance.now() < turnEnds) continue
    await nextTurn()
    turnEnds = performance.now() + TURN_MS
  }
  draining = false
}

function begin(call: ThreadCall, loaded: Handler | Error): void {
  if (loaded instanceof Error) return reply({ id: call.id, kind: 'functionError', payload: errorPayload(loaded) })
  const timer = setTimeout(() => {
    if (!running.has(call.id)) return
    reply({ id: call.id, kind: 'timedOut', payload: '' })
    tell({ kind: 'spent' })
  }, data.timeoutMs).unref()
  const started = callHandler(loaded, JSON.parse(call.payload), handlerContext(call, data), neverSettled)
  running.set(call.id, started)
  // From now on an empty event loop means that a call waits for nothing; see `beforeExit`.
  port.unref()
  started.result.then(
    (value) => end(call.id, timer, () => ({ id: call.id, kind: 'returned', payload: jsonOf(value) })),
    (error: unknown) =>
      end(call.id, timer, () => ({ id: call.id, kind: 'functionError', payload: errorPayload(error) })),
  )
  return undefined
}

function end(id: number, timer: NodeJS.Timeout, made: () => ThreadReply): void {
  clearTimeout(timer)
  if (!running.has(id)) return
  try {
    reply(made())
  } catch {
    reply({ id, kind: 'functionError', payload: errorPayload(new Error('Unable to stringify response body')) })
  }
}

function reply(made: ThreadReply): void {
  running.delete(made.id)
  if (running.size === 0) port.ref()
  if (replies.length === 0) setImmediate(sendReplies)
  replies.push(made)
}

function sendReplies(): void {
  if (replies.length === 0) return
  tell({ kind: 'replies', replies })
  replies = []
}

function jsonOf(value: unknown): string {
  const text: string | undefined = JSON.stringify(value)
  return text ?? 'null'
}

process.on('beforeExit', () => {
  port.ref()
  for (const call of running.values()) call.starve()
})
process.on('uncaughtException', (error) => blame(error))
process.on('unhandledRejection', (reason) => blame(runtimeError('UnhandledPromiseRejection', String(reason), reason)))

/** Lambda ends the environment after such an error, so this thread takes nothing new. */
function blame(error: unknown): void {
  const id = current.getStore()
  console.error(error)
  if (id !== undefined && running.has(id)) reply({ id, kind: 'functionError', payload: errorPayload(error) })
  tell({ kind: 'spent' })
}

const exit = process.exit.bind(process)
process.exit = (status) => {
  sendReplies()
  const id = current.getStore()
  if (id !== undefined) tell({ kind: 'exiting', call: id, status: Number(status ?? process.exitCode ?? 0) })
  return exit(status)
}

/** Tells which files the function is made of, so that a change of one of them gives it a fresh thread. */
function watchFiles(): void {
  let seen: string[] = []
  registerHooks({
    load(url, context, nextLoad) {
      if (url.startsWith('file:') && !url.includes('/node_modules/')) {
        if (seen.length === 0) {
          queueMicrotask(() => {
            tell({ kind: 'files', files: seen })
            seen = []
          })
        }
        seen.push(fileURLToPath(url))
      }
      return nextLoad(url, context)
    },
  })
}

function neverSettled(): Error {
  return runtimeError('NodeJsExit', 'The event loop was empty before the promise of the handler had settled.')
}

function tell(news: ThreadNews): void {
  port.postMessage(news)
}

function raise(message: string): never {
  throw new Error(message)
}
