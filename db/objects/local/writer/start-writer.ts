import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'
import type { Clock } from '../../../model/clock.ts'
import { DatabaseUnusable } from '../../../sqlite/database-unusable.ts'
import { storeLayout } from '../layout.ts'
import { type Checkpointer, startCheckpointer } from './checkpoints/start-checkpointer.ts'
import type { ControlMessage, ControlReply, LinkKind, WriterSettings } from './messages.ts'
import { createSharedWords, wakeWriter } from './shared-words.ts'

/** The writer thread as its owner on the main thread sees it. */
export interface WriterThread {
  readonly signal: SharedArrayBuffer
  /** A port that leads to the writer; hand it to `createWriteLink`, here or in another thread. */
  attach(kind: LinkKind): MessagePort
  /** Closes every link and goes on in another folder; resolves when that is open. New links must be attached. */
  switchTo(settings: WriterSettings): Promise<void>
  /** Commits what is open and ends the thread. */
  stop(): Promise<void>
}

/** A chunk is soon forgotten: more room for young objects would only be more memory. */
const HEAP_LIMITS = { maxYoungGenerationSizeMb: 6 }

/**
 * Starts the thread and waits until its database is open.
 * @param settings `onEffects`: a commit left something to do outside the transaction; `onDeath`: the thread ended by itself,
 *   nothing can be written any more
 * @throws DatabaseUnusable when the database cannot be opened
 */
export function startWriter(
  settings: WriterSettings & {
    readonly clock: Clock
    readonly onEffects?: () => void
    readonly onDeath?: (error: Error) => void
  },
): Promise<WriterThread> {
  const signal = createSharedWords()
  const { port1, port2 } = new MessageChannel()
  const worker = new Worker(new URL(`./thread${import.meta.filename.slice(-3)}`, import.meta.url), {
    workerData: { ...plain(settings), control: port2, signal, clock: settings.clock.state },
    transferList: [port2],
    resourceLimits: HEAP_LIMITS,
    stdin: false,
  })
  return new Promise((resolve, reject) => {
    const waiting = new Map<number, { resolve: () => void; reject: (error: Error) => void }>()
    let lastId = 0
    let started = false
    let current = settings.folder
    let checkpointer: Checkpointer | undefined
    /** No checkpointer may begin on a database that is about to be closed. */
    let leaving = false
    const send = (message: ControlMessage, transfer: MessagePort[] = []): void => {
      port1.postMessage(message, transfer)
      wakeWriter(new Int32Array(signal))
    }
    const ask = (message: (id: number) => ControlMessage): Promise<void> =>
      new Promise((done, failed) => {
        lastId += 1
        waiting.set(lastId, { resolve: done, reject: failed })
        port1.ref()
        send(message(lastId))
      })
    const leave = async (): Promise<void> => {
      leaving = true
      await checkpointer?.stop()
      checkpointer = undefined
    }
    const fail = (error: Error): void => {
      if (started) settings.onDeath?.(error)
      reject(error)
      for (const each of waiting.values()) each.reject(error)
      waiting.clear()
    }
    const thread: WriterThread = {
      signal,
      attach(kind) {
        const channel = new MessageChannel()
        send({ kind: 'attach', link: kind, port: channel.port2 }, [channel.port2])
        return channel.port1
      },
      async switchTo(next) {
        await leave()
        await ask((id) => ({ kind: 'switch', settings: plain(next), id }))
        current = next.folder
        leaving = false
      },
      async stop() {
        await leave()
        await ask((id) => ({ kind: 'stop', id }))
        await worker.terminate()
        port1.close()
      },
    }
    port1.on('message', (reply: ControlReply) => {
      if (reply.kind === 'ready') {
        port1.unref()
        started = true
        resolve(thread)
      } else if (reply.kind === 'effects') settings.onEffects?.()
      else if (reply.kind === 'longLog') {
        if (leaving || checkpointer !== undefined) return
        checkpointer = startCheckpointer({
          file: storeLayout(current).database,
          synchronous: settings.synchronous,
          signal,
        })
      } else if (reply.kind === 'failed')
        fail(reply.unusable ? new DatabaseUnusable(reply.message) : new Error(reply.message))
      else {
        waiting.get(reply.id)?.resolve()
        waiting.delete(reply.id)
        if (waiting.size === 0) port1.unref()
      }
    })
    worker.on('error', (error) => fail(error instanceof Error ? error : new Error(String(error))))
    worker.unref()
  })
}

function plain({ folder, synchronous, replicationDelayMs }: WriterSettings): WriterSettings {
  return { folder, synchronous, replicationDelayMs }
}
