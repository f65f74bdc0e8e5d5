import type { MessagePort } from 'node:worker_threads'
import type { OperationSettings } from '../operations/batch-operation.ts'
import type { WorkName } from '../thread/work.ts'
import type { SliceProgress } from '../thread/work-tools.ts'

/** What every thread is born with. */
export interface ThreadData {
  readonly clock: SharedArrayBuffer
  readonly settings: OperationSettings
}

/** One piece of work on its way to a thread. */
export interface ThreadTask {
  readonly id: number
  readonly name: WorkName
  readonly input: unknown
  readonly stop: SharedArrayBuffer
  /** Which store to use: a thread opens it anew when this number is another one than before. */
  readonly generation: number
}

export type ThreadResult =
  | { readonly kind: 'done'; readonly output: unknown }
  | { readonly kind: 'failed'; readonly code: string; readonly reason: string }

export type ThreadMessage =
  | { readonly kind: 'progress'; readonly task: number; readonly progress: SliceProgress }
  /** The thread wants to open the store; the answer (`StoreAccess`) comes to this port. */
  | { readonly kind: 'connect'; readonly port: MessagePort }
  /** The thread wants to invoke functions; the answer (a port for `connectFunctions`) comes to this port. */
  | { readonly kind: 'connectFunctions'; readonly port: MessagePort }
