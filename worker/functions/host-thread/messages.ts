import type { MessagePort } from 'node:worker_threads'
import type { FunctionSettings, Invocation, InvokeReply } from '../invocation.ts'

export interface HostThreadData {
  readonly settings: FunctionSettings
  readonly environment: Readonly<Record<string, string>>
  readonly clock: SharedArrayBuffer
}

export type HostOrder = { readonly kind: 'link'; readonly port: MessagePort } | { readonly kind: 'close' }

/** Lines that functions have written. */
export type HostNews = readonly { readonly name: string; readonly line: string }[]

/** Over a link: many at a time, so that a message costs little for each. */
export type LinkCalls = readonly { readonly id: number; readonly invocation: Invocation }[]
export type LinkReplies = readonly { readonly id: number; readonly reply: InvokeReply }[]
