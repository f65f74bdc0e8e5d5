import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { describe, test } from 'node:test'
import { connect as connectTls } from 'node:tls'
import { startServer } from '../../../server/index.ts'
import { keptPort } from '../../support/kept-port.ts'
import { rawRequest } from '../../support/raw-request.ts'
import { testServer } from '../../support/running-server.ts'

const HAS_IPV6 = Object.values(networkInterfaces()).some((addresses) =>
  addresses?.some(({ address }) => address === '::1'),
)
const GET = 'GET /_emulator/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'

describe('listening', () => {
  test('localhost is both loopback addresses, on one port', { skip: !HAS_IPV6 }, async (t) => {
    const { port } = await testServer(t, { host: 'localhost' })
    for (const host of ['127.0.0.1', '::1']) assert.match(await rawRequest(port, GET, { host }), /^HTTP\/1\.1 200/)
  })

  test('an IPv6 address is written in brackets', { skip: !HAS_IPV6 }, async (t) => {
    const { url, port } = await testServer(t, { host: '::1' })
    assert.equal(url, `http://[::1]:${port}`)
    assert.equal((await fetch(`${url}/_emulator/health`)).status, 200)
  })

  test('all addresses are reached by the loopback one', async (t) => {
    const { url } = await testServer(t, { host: '0.0.0.0' })
    assert.match(url, /^http:\/\/127\.0\.0\.1:/)
    assert.equal((await fetch(`${url}/_emulator/health`)).status, 200)
  })

  test('ends once, however often it is told to', async () => {
    const { url, stop } = await startServer({ port: await keptPort() })
    await Promise.all([stop(), stop()])
    await stop()
    await assert.rejects(fetch(url))
  })

  test('a port that is taken is told in one sentence', async (t) => {
    const { port } = await testServer(t)
    await assert.rejects(startServer({ port }), {
      name: 'ListenError',
      message: `Cannot listen on 127.0.0.1:${port}: another program listens there already; choose another with --port.`,
    })
  })

  test('a port that is taken on the other loopback address only is told as well', { skip: !HAS_IPV6 }, async (t) => {
    const port = await keptPort()
    const other = createServer().listen(port, '::1')
    t.after(() => other.close())
    await once(other, 'listening')
    await assert.rejects(startServer({ port }), /Cannot listen on \[::1\]:/)
  })

  test('an address that the machine does not have is told in one sentence', async () => {
    await assert.rejects(
      startServer({ host: '192.0.2.1' }),
      /^ListenError: Cannot listen on 192\.0\.2\.1:0: this machine has no such address/,
    )
  })
})

describe('stopping', () => {
  test('idle connections are closed and requests under way are ended', async () => {
    const server = await startServer()
    const idle = connect(server.port, '127.0.0.1')
    idle.write(GET.replace('Connection: close\r\n', ''))
    await once(idle, 'data')
    const busy = connect(server.port, '127.0.0.1')
    busy.write('PUT /bkt HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n')
    await once(busy, 'data')
    const stopped = server.stop()
    await once(idle, 'close')
    let answer = ''
    busy.on('data', (chunk: Buffer) => (answer += chunk.toString()))
    busy.write(' ')
    await once(busy, 'close')
    assert.match(answer, /^HTTP\/1\.1 400 [\s\S]*MalformedXML/)
    await stopped
  })

  for (const tls of [false, true]) {
    test(`${tls ? 'https' : 'http'} connections on which nothing was ever asked are closed at once`, async () => {
      const server = await startServer({ tls, shutdownTimeoutMs: 60_000 })
      const silent = tls
        ? connectTls({ port: server.port, rejectUnauthorized: false })
        : connect(server.port, '127.0.0.1')
      await once(silent, tls ? 'secureConnect' : 'connect')
      const closed = once(silent.resume(), 'close')
      await server.stop()
      await closed
    })
  }

  test('a request that does not end is cut off when the time is over', async () => {
    const server = await startServer({ shutdownTimeoutMs: 50 })
    const stuck = connect(server.port, '127.0.0.1')
    stuck.on('error', () => undefined)
    stuck.write('PUT /bkt HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n')
    await once(stuck, 'data')
    await server.stop()
  })
})
