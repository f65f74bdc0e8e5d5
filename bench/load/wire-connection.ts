import { connect, type Socket } from 'node:net'

/** One connection that has one request on its way at a time and looks no further into an answer than it must. */
export interface WireConnection {
  /** Resolves with the status when the whole answer has come. */
  send(request: Buffer): Promise<number>
  close(): void
}

export async function openConnection(host: string, port: number): Promise<WireConnection> {
  let socket = await openSocket(host, port)
  /** The server has said that it closes after this answer, as some peers do after each. */
  let last = false
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
      last = CLOSES.test(text)
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
  const listen = (to: Socket): void => {
    const fail = (error: Error): void => {
      if (to === socket) settle?.reject(error)
    }
    to.on('data', take)
    to.on('error', fail)
    to.on('close', () => fail(new Error('the server closed the connection')))
  }
  listen(socket)
  const renew = async (): Promise<void> => {
    socket.destroy()
    socket = await openSocket(host, port)
    last = false
    listen(socket)
  }
  const exchange = (request: Buffer): Promise<number> =>
    new Promise((resolve, reject) => {
      settle = { resolve, reject }
      socket.write(request)
    })
  return {
    send: (request) => (last ? renew().then(() => exchange(request)) : exchange(request)),
    close() {
      settle = undefined
      socket.destroy()
    },
  }
}

const CLOSES = /\r\nconnection: *close/i

async function openSocket(host: string, port: number): Promise<Socket> {
  const socket = connect({ host, port, noDelay: true })
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', reject)
  })
  return socket
}

function bodyLength(head: string, status: number): number {
  if (status === 204 || status === 304) return 0
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
  return length === undefined ? -1 : Number(length)
}
