import { once } from 'node:events'
import { MessageChannel, type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { clockFromState } from '../../db/model/clock.ts'
import {
  type OpenObjectStore,
  openLocalObjectStore,
  type StoreAccess,
} from '../../db/objects/local/local-object-store.ts'
import type { ThreadData, ThreadMessage, ThreadResult, ThreadTask } from '../executor/messages.ts'
import { createStopFlag } from '../executor/stop-flag.ts'
import { connectFunctions } from '../functions/host-thread/connect-functions.ts'
import { jobFailure } from '../job-failed.ts'
import { goBehindRequests } from './behind-requests.ts'
import { runWork, type WorkInput } from './work.ts'

/**
 * Entry of a thread of the pool, and besides `server/compose.ts` the one place that names adapters. Each thread has its
 * own connections to the store, opened before its first work.
 */
goBehindRequests()
const { clock: clockState, settings } = workerData as ThreadData
const clock = clockFromState(clockState)
const functions = connectFunctions(() => ask<MessagePort>('connectFunctions'))

let opened: { readonly generation: number; readonly store: Promise<OpenObjectStore> } | undefined

export async function runThreadTask(task: ThreadTask): Promise<ThreadResult> {
  try {
    const store = await storeOf(task.generation)
    const output = await runWork(task.name, task.input as WorkInput<typeof task.name>, {
      store,
      functions,
      clock,
      settings,
      stop: createStopFlag(task.stop),
      progress: (progress) => tell({ kind: 'progress', task: task.id, progress }),
    })
    return { kind: 'done', output }
  } catch (error) {
    const failed = jobFailure(error)
    if (failed === undefined) throw error
    return { kind: 'failed', code: failed.code, reason: failed.reason }
  }
}

function storeOf(generation: number): Promise<OpenObjectStore> {
  if (opened?.generation !== generation) {
    opened?.store.then((store) => store.close()).catch(() => undefined)
    opened = { generation, store: connectStore() }
    // A connection that failed is tried again by the next work.
    opened.store.catch(() => {
      opened = undefined
    })
  }
  return opened.store
}

async function connectStore(): Promise<OpenObjectStore> {
  return openLocalObjectStore(await ask<StoreAccess>('connect'))
}

/** Asks the main thread for something that it gives to each thread. */
async function ask<Answer>(kind: 'connect' | 'connectFunctions'): Promise<Answer> {
  const { port1, port2 } = new MessageChannel()
  tell({ kind, port: port2 }, [port2])
  const [answer] = (await once(port1, 'message')) as [Answer]
  port1.close()
  return answer
}

function tell(message: ThreadMessage, transfer: readonly MessagePort[] = []): void {
  parentPort?.postMessage(message, transfer)
}
