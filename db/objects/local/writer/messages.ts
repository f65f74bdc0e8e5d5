import type { MessagePort } from 'node:worker_threads'
import type { S3ErrorData } from '../../../model/s3-error.ts'
import type { Synchronous } from '../../../sqlite/open.ts'

/** How a thread that wants something written comes to the writer: requests go before jobs. */
export type LinkKind = 'request' | 'job'

export interface WriterSettings {
  readonly folder: string
  readonly synchronous: Synchronous
  /** How long replication takes, in milliseconds of the clock; 0 unless told. */
  readonly replicationDelayMs?: number | undefined
}

export interface WriterStart extends WriterSettings {
  readonly control: MessagePort
  /** See `shared-words.ts`. */
  readonly signal: SharedArrayBuffer
  readonly clock: SharedArrayBuffer
}

export type ControlMessage =
  | { readonly kind: 'attach'; readonly link: LinkKind; readonly port: MessagePort }
  /** Forget everything of the old folder and go on in a new one. */
  | { readonly kind: 'switch'; readonly settings: WriterSettings; readonly id: number }
  | { readonly kind: 'stop'; readonly id: number }

export type ControlReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly id: number }
  /** The thread has ended. `unusable`: its database is to blame, and the message names it. */
  | { readonly kind: 'failed'; readonly message: string; readonly unusable: boolean }
  /** A commit left something to do outside the transaction. */
  | { readonly kind: 'effects' }
  /** The log has grown so long that a checkpointer is worth its thread. */
  | { readonly kind: 'longLog' }

export interface WriteRequest {
  readonly id: number
  readonly command: string
  readonly args: unknown
  /** JSON of a `Cause`: most writes need it only to be passed on. */
  readonly cause?: string
}

export type WriteReply =
  | { readonly id: number; readonly kind: 'done'; readonly result: unknown }
  | { readonly id: number; readonly kind: 'refused'; readonly error: S3ErrorData }
  | { readonly id: number; readonly kind: 'broken'; readonly message: string }
