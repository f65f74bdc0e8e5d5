import type { MessagePort } from 'node:worker_threads'
import type { Cause } from '../../../model/object-event.ts'
import { s3ErrorFromData } from '../../../model/s3-error.ts'
import type { CommandArguments, CommandName, CommandResult } from '../commands/registry.ts'
import type { WriteReply } from './messages.ts'
import { wakeWriter } from './shared-words.ts'

/** A thread's way to the writer. Calls are carried out in the order they are made. */
export interface WriteLink {
  /** Resolves once the command is committed. @throws S3Error when the store refuses. */
  call<Name extends CommandName>(
    command: Name,
    args: CommandArguments<Name>,
    cause?: string,
  ): Promise<CommandResult<Name>>
  close(): void
}

interface Pending {
  readonly resolve: (result: never) => void
  readonly reject: (error: Error) => void
}

export function createWriteLink(port: MessagePort, signal: SharedArrayBuffer): WriteLink {
  const pending = new Map<number, Pending>()
  const words = new Int32Array(signal)
  let lastId = 0
  let closed = false
  port.on('message', (reply: WriteReply) => {
    const call = pending.get(reply.id)
    if (call === undefined) return
    pending.delete(reply.id)
    if (pending.size === 0) port.unref()
    settle(call, reply)
  })
  port.on('close', () => {
    closed = true
    for (const call of pending.values()) call.reject(new Error('The store was closed.'))
    pending.clear()
  })
  port.unref()
  return {
    call(command, args, cause) {
      return new Promise((resolve, reject) => {
        if (closed) return reject(new Error('The store was closed.'))
        lastId += 1
        pending.set(lastId, { resolve, reject })
        if (pending.size === 1) port.ref()
        port.postMessage(cause === undefined ? { id: lastId, command, args } : { id: lastId, command, args, cause })
        wakeWriter(words)
      })
    },
    close: () => port.close(),
  }
}

/** The same way, for one request's writes. */
export function causedLink(link: WriteLink, cause: Cause): WriteLink {
  const text = JSON.stringify(cause)
  return { call: (command, args) => link.call(command, args, text), close: () => link.close() }
}

function settle(call: Pending, reply: WriteReply): void {
  if (reply.kind === 'done') call.resolve(reply.result as never)
  else if (reply.kind === 'refused') call.reject(s3ErrorFromData(reply.error))
  else call.reject(new Error(`The store could not carry out a write: ${reply.message}`))
}
