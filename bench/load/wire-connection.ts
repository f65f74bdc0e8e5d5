import { connect, type Socket } from 'node:net'

/** One connection that has one request on its way at a time and looks no further into an answer than it must. */
export interface WireConnection {
  /** Resolves with the status when the whole answer has come. */
  send(request: Buffer): Promise<number>
  close(): void
}

export async function openConnection(host: string, port: number): Promise<WireConnection> {
  const socket: Socket = connect({ host, port, noDelay: true })
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', reject)
  })
  let settle: { readonly resolve: (status: number) => void; readonly reject: (error: Error) => void } | undefined
  let head: Buffer = Buffer.alloc(0)
  let status = 0
  /** Bytes of the body still to come; undefined while the head is being read, -1 for a chunked body. */
  let left: number | undefined
  let tail = ''

  const finish = (): void => {
    const done = settle
    settle = undefined
    left = undefined
    tail = ''
    head = Buffer.alloc(0)
    done?.resolve(status)
  }
  const take = (bytes: Buffer): void => {
    if (left === undefined) {
      const whole = head.length === 0 ? bytes : Buffer.concat([head, bytes])
      const end = whole.indexOf('\r\n\r\n')
      if (end < 0) {
        head = whole
        return
      }
      const text = whole.toString('latin1', 0, end)
      status = Number(text.slice(9, 12))
      if (status === 100) {
        head = Buffer.alloc(0)
        if (whole.length > end + 4) take(whole.subarray(end + 4))
        return
      }
      left = bodyLength(text, status)
      take(whole.subarray(end + 4))
      return
    }
    if (left < 0) {
      tail = (tail + bytes.toString('latin1', Math.max(0, bytes.length - 5))).slice(-5)
      if (tail === '0\r\n\r\n') finish()
      return
    }
    left -= bytes.length
    if (left <= 0) finish()
  }
  socket.on('data', take)
  const fail = (error: Error): void => settle?.reject(error)
  socket.on('error', fail)
  socket.on('close', () => fail(new Error('the server closed the connection')))
  return {
    send: (request) =>
      new Promise((resolve, reject) => {
        settle = { resolve, reject }
        socket.write(request)
      }),
    close() {
      settle = undefined
      socket.destroy()
    },
  }
}

function bodyLength(head: string, status: number): number {
  if (status === 204 || status === 304) return 0
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
  return length === undefined ? -1 : Number(length)
}
