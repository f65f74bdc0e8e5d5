import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads'
import type { LogKeeper } from './checkpoints/log-keeper.ts'
import type { ControlMessage, ControlReply, LinkKind, WriteRequest, WriterSettings } from './messages.ts'
import type { ReleasedFiles } from './released-files.ts'
import { SHARED_WORDS, sleepUntilWoken } from './shared-words.ts'
import type { WriteGroup } from './write-group.ts'

/** A job's writes commit at the latest after so many milliseconds: no request waits longer for them. */
const COMMIT_AFTER_MS = 5
/** Files that are not needed any more go when nobody has wanted anything for so long. */
const QUIET_MS = 200
/** Requests in one commit at the most. */
const REQUESTS_A_COMMIT = 256

export interface OpenWriter {
  readonly group: WriteGroup
  readonly released: ReleasedFiles
  readonly log: LogKeeper
  close(): void
}

/**
 * The writer's life: requests before jobs, many writes in a commit, asleep when there is nothing to do. It never returns
 * to the thread's event loop; messages are fetched, not delivered.
 */
export function runWriterLoop(input: {
  readonly control: MessagePort
  readonly signal: SharedArrayBuffer
  readonly settings: WriterSettings
  readonly open: (settings: WriterSettings, onLongLog: () => void) => OpenWriter
}): void {
  const words = new Int32Array(input.signal)
  const ports: Record<LinkKind, MessagePort[]> = { request: [], job: [] }
  const reply = (message: ControlReply): void => input.control.postMessage(message)
  const open = (settings: WriterSettings): OpenWriter => input.open(settings, () => reply({ kind: 'longLog' }))
  let writer = open(input.settings)
  reply({ kind: 'ready' })

  for (;;) {
    const seen = Atomics.load(words, SHARED_WORDS.wake)
    const order = takeControl(input.control)
    if (order !== undefined) {
      commit()
      if (order.kind === 'attach') ports[order.link].push(order.port)
      if (order.kind === 'switch') {
        closePorts()
        writer.close()
        writer = open(order.settings)
        reply({ kind: 'done', id: order.id })
      }
      if (order.kind === 'stop') {
        closePorts()
        writer.close()
        reply({ kind: 'done', id: order.id })
        return
      }
      continue
    }
    if (carryOut(ports.request, REQUESTS_A_COMMIT) > 0) {
      commit()
      continue
    }
    if (!writer.log.full() && carryOut(ports.job, 1) > 0) {
      if (writer.group.age() >= COMMIT_AFTER_MS) commit()
      continue
    }
    commit()
    const woken = sleepUntilWoken(words, seen, writer.released.waiting ? QUIET_MS : undefined)
    if (!woken) writer.released.remove()
  }

  function closePorts(): void {
    for (const port of [...ports.request.splice(0), ...ports.job.splice(0)]) port.close()
  }

  function commit(): void {
    if (!writer.group.open) return
    if (writer.group.commit()) reply({ kind: 'effects' })
    writer.log.committed()
  }

  function carryOut(from: MessagePort[], most: number): number {
    let count = 0
    for (const port of from) {
      while (count < most) {
        const received = receiveMessageOnPort(port)
        if (received === undefined) break
        writer.group.carryOut(received.message as WriteRequest, (answer) => port.postMessage(answer))
        count += 1
        if (from === ports.job) break
      }
    }
    if (from === ports.job && from.length > 1) from.push(...from.splice(0, 1))
    return count
  }
}

function takeControl(port: MessagePort): ControlMessage | undefined {
  return receiveMessageOnPort(port)?.message as ControlMessage | undefined
}
