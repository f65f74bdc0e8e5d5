/** What buckets and jobs tell, for tests to look at: as it happens, or what there has been. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { EventStream, StreamedEvent } from '../../worker/notifications/event-stream.ts'

/**
 * Server-sent events for clients that accept them, else JSON, one event a line. `after=ID` (or `Last-Event-ID`) gives the
 * events behind that one first, `after=0` all that are kept; `follow=false` ends there.
 */
export function streamEvents(stream: EventStream, request: IncomingMessage, response: ServerResponse): void {
  const { searchParams } = new URL(request.url ?? '/', 'http://localhost')
  const format = request.headers.accept?.includes('text/event-stream') === true ? SERVER_SENT : JSON_LINES
  response.writeHead(200, { 'Content-Type': format.type, 'Cache-Control': 'no-store' })
  response.flushHeaders()
  const follow = searchParams.get('follow') !== 'false'
  const after = searchParams.get('after') ?? header(request, 'last-event-id')
  const asked = after ?? (follow ? undefined : '0')
  if (asked !== undefined) {
    for (const event of stream.since(Number(asked) || 0)) response.write(format.frame(event))
  }
  if (!follow) {
    response.end()
    return
  }
  const unsubscribe = stream.subscribe({
    event(event) {
      // Who does not read what he asked for is let go before his events fill the memory.
      if (response.writableLength > MOST_WAITING) response.destroy()
      else response.write(format.frame(event))
    },
    end: () => response.end(),
  })
  response.on('close', unsubscribe)
}

/** Bytes that a client may leave unread. */
const MOST_WAITING = 16 * 1024 * 1024

interface Format {
  readonly type: string
  readonly frame: (event: StreamedEvent) => string
}

const JSON_LINES: Format = {
  type: 'application/x-ndjson',
  frame: (event) => `${JSON.stringify(event)}\n`,
}

const SERVER_SENT: Format = {
  type: 'text/event-stream',
  frame: (event) => `id: ${event.id}\ndata: ${JSON.stringify(event)}\n\n`,
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  return typeof value === 'string' ? value : undefined
}
