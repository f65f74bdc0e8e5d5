/** Entry of the thread that runs and calls functions for all threads of the process. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { clockFromState } from '../../../db/model/clock.ts'
import { createFunctionHost } from '../function-host.ts'
import type { HostNews, HostOrder, HostThreadData, LinkCalls, LinkReplies } from './messages.ts'

const { settings, environment, clock } = workerData as HostThreadData

/** A function may write a line with each call: they go together to the main thread. */
let lines: HostNews[number][] = []

function sendLines(): void {
  parentPort?.postMessage(lines satisfies HostNews)
  lines = []
}

const host = createFunctionHost({
  settings,
  environment,
  clock: clockFromState(clock),
  log(name, line) {
    if (lines.length === 0) setImmediate(sendLines)
    lines.push({ name, line })
  },
})

parentPort?.on('message', (order: HostOrder) => {
  if (order.kind === 'link') serve(order.port)
  else void host.close().finally(() => process.exit())
})

function serve(port: MessagePort): void {
  let replies: LinkReplies[number][] = []
  const send = (): void => {
    port.postMessage(replies satisfies LinkReplies)
    replies = []
  }
  port.on('message', (calls: LinkCalls) => {
    for (const { id, invocation } of calls) {
      void host.invoke(invocation).then((reply) => {
        if (replies.length === 0) setImmediate(send)
        replies.push({ id, reply })
      })
    }
  })
}
