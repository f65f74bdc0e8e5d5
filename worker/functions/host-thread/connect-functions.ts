import type { MessagePort } from 'node:worker_threads'
import type { FunctionInvoker, Invocation, InvokeReply } from '../invocation.ts'
import type { LinkCalls, LinkReplies } from './messages.ts'

/**
 * Invokes functions through the thread that has them. The link is opened with the first invocation; when that thread
 * dies, what was under way is unanswered, and the next invocation opens another link.
 */
export function connectFunctions(openPort: () => Promise<MessagePort>): FunctionInvoker {
  let link: Promise<Link> | undefined
  return {
    async invoke(invocation) {
      link ??= openPort().then((port) =>
        createLink(port, () => {
          link = undefined
        }),
      )
      return (await link)(invocation)
    },
  }
}

type Link = (invocation: Invocation) => Promise<InvokeReply>

function createLink(port: MessagePort, onClose: () => void): Link {
  const waiting = new Map<number, (reply: InvokeReply) => void>()
  let outbox: LinkCalls[number][] = []
  let lastId = 0
  let closed = false
  const send = (): void => {
    port.postMessage(outbox satisfies LinkCalls)
    outbox = []
  }
  port.on('message', (replies: LinkReplies) => {
    for (const { id, reply } of replies) {
      waiting.get(id)?.(reply)
      waiting.delete(id)
    }
    if (waiting.size === 0) port.unref()
  })
  port.on('close', () => {
    closed = true
    onClose()
    for (const settle of waiting.values()) settle(LOST)
    waiting.clear()
  })
  port.unref()
  return (invocation) => {
    if (closed) return Promise.resolve(LOST)
    const { promise, resolve } = Promise.withResolvers<InvokeReply>()
    lastId += 1
    // A thread that waits for an answer is not at its end.
    if (waiting.size === 0) port.ref()
    waiting.set(lastId, resolve)
    if (outbox.length === 0) setImmediate(send)
    outbox.push({ id: lastId, invocation })
    return promise
  }
}

const LOST: InvokeReply = {
  kind: 'unanswered',
  message: 'The thread that runs functions has ended',
  reached: true,
}
