import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request } from 'node:http'
import type { Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, test } from 'node:test'
import { connect as connectTls } from 'node:tls'
import { startServer } from '../../../server/index.ts'

describe('the server as a proxy', () => {
  test('what comes through a tunnel is served here, wherever it should have gone', async (context) => {
    const server = await startServer()
    context.after(() => server.stop())
    const { status, socket } = await tunnel(server.port, 's3.emu:80')
    assert.equal(status, 200)
    socket.end('GET /_emulator/health HTTP/1.1\r\nHost: s3.emu\r\nConnection: close\r\n\r\n')
    assert.match(await text(socket), /^HTTP\/1\.1 200 OK/)
  })

  test('with --tls an https endpoint is one of them, under its own name', async (context) => {
    const server = await startServer({ tls: true })
    context.after(() => server.stop())
    const servername = '123456789012.s3-control.us-east-1.amazonaws.com'
    const { status, socket } = await tunnel(server.port, `${servername}:443`)
    assert.equal(status, 200)
    const secure = connectTls({ socket, servername, ca: server.caCertificate ?? '' })
    secure.end(`GET /_emulator/health HTTP/1.1\r\nHost: ${servername}\r\nConnection: close\r\n\r\n`)
    assert.match(await text(secure), /^HTTP\/1\.1 200 OK/)
  })

  test('without --tls an https endpoint is refused with what to do, in the line that clients show', async () => {
    let logged = ''
    const server = await startServer({ log: 'text', logSink: { write: (line) => (logged += line) } })
    const { status, message } = await tunnel(server.port, 's3.amazonaws.com:443')
    assert.equal(status, 501)
    assert.match(message, /start it with --tls, or use an http endpoint/)
    await server.stop()
    assert.match(logged, /hint a client asks its proxy, this server, for a tunnel to s3\.amazonaws\.com:443\. Start/)
  })
})

interface Tunnel {
  readonly status: number
  readonly message: string
  readonly socket: Socket
}

async function tunnel(port: number, path: string): Promise<Tunnel> {
  const asked = request({ host: '127.0.0.1', port, method: 'CONNECT', path, agent: false })
  asked.end()
  const [response, socket] = await once(asked, 'connect')
  return { status: response.statusCode, message: response.statusMessage, socket }
}
