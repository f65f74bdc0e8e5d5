import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { CreateBucketCommand, GetObjectCommand } from '@aws-sdk/client-s3'
import { ACCOUNT, withClients } from '../support/running-server.ts'
import { type ServerProcess, spawnServer } from './support/server-process.ts'

describe('SIGTERM', () => {
  test('a request under way is answered before the end', async (t) => {
    const { data, server } = await served(t)
    const upload = beginUpload(server, 'slow', 6)
    await upload.begun
    const ending = server.end('SIGTERM')
    await isEnding(server)
    upload.finish('second')
    assert.equal(await upload.status, 200)
    assert.equal((await ending).code, 0)
    const again = await spawnServer(data, OFF)
    t.after(() => again.end('SIGKILL'))
    const { s3 } = withClients(t, again as unknown as Parameters<typeof withClients>[1])
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'uploads', Key: 'slow' }))
    assert.equal(await Body?.transformToString(), 'first second')
  })

  test('a client that never ends is cut off when the time is over', async (t) => {
    const { server } = await served(t, ['--shutdown-timeout', '500ms'])
    const upload = beginUpload(server, 'stalled', 6)
    await upload.begun
    const ending = await server.end('SIGTERM')
    assert.equal(ending.code, 0)
    assert.ok(ending.ms > 400 && ending.ms < 3_000, `it took ${ending.ms} ms`)
    await assert.rejects(upload.status)
  })

  test('connections that are idle, or never said anything, are not waited for', async (t) => {
    const { server } = await served(t, ['--shutdown-timeout', '120s'])
    const silent = await Promise.all(Array.from({ length: 20 }, () => connected(t, server)))
    const used = await Promise.all(Array.from({ length: 20 }, () => connected(t, server)))
    for (const socket of used)
      socket.write('GET /uploads HTTP/1.1\r\nhost: localhost\r\nauthorization: AWS a:b\r\n\r\n')
    await Promise.all(used.map((socket) => new Promise((resolve) => socket.once('data', resolve))))
    const closed = [...silent, ...used].map((socket) => new Promise((resolve) => socket.once('close', resolve)))
    const { code, ms } = await server.end('SIGTERM')
    assert.equal(code, 0)
    assert.ok(ms < LIMIT_MS, `it took ${ms} ms`)
    await Promise.all(closed)
  })

  test('a client in the middle of its headers is cut off when the time is over', async (t) => {
    const { server } = await served(t, ['--shutdown-timeout', '500ms'])
    const socket = await connected(t, server)
    socket.write('PUT /uploads/half HTTP/1.1\r\nhost: loc')
    await pause(50)
    const { code, ms } = await server.end('SIGTERM')
    assert.equal(code, 0)
    assert.ok(ms < LIMIT_MS, `it took ${ms} ms`)
  })

  test('a second one ends it at once', async (t) => {
    const { server } = await served(t, ['--shutdown-timeout', '120s'])
    const upload = beginUpload(server, 'stalled', 6)
    await upload.begun
    const first = server.end('SIGTERM')
    // Two signals that come before the first was seen are one.
    await isEnding(server)
    const { code, ms } = await server.end('SIGTERM')
    assert.equal(code, 1)
    assert.ok(ms < LIMIT_MS, `it took ${ms} ms`)
    await first
    await assert.rejects(upload.status)
  })
})

/** Far from what the server is told to wait, and more than a busy machine takes. */
const LIMIT_MS = 40_000

const OFF = { args: ['--sync', 'off', '--threads', '1'] } as const

async function served(t: TestContext, more: readonly string[] = []) {
  const folder = mkdtempSync(join(tmpdir(), 's3control-local-ending-'))
  t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  const data = join(folder, 'data')
  const server = await spawnServer(data, { args: [...OFF.args, ...more] })
  t.after(() => server.end('SIGKILL'))
  const { s3 } = withClients(t, server as unknown as Parameters<typeof withClients>[1])
  await s3.send(new CreateBucketCommand({ Bucket: 'uploads' }))
  return { data, server }
}

async function connected(t: TestContext, { port }: ServerProcess): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  t.after(() => socket.destroy())
  // The server may end it in any way it likes.
  socket.on('error', () => undefined)
  await new Promise((resolve) => socket.once('connect', resolve))
  socket.resume()
  return socket
}

/** It has seen the signal: nobody is let in any more. */
async function isEnding({ port }: ServerProcess): Promise<void> {
  const isOpen = (): Promise<boolean> =>
    new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true))
      socket.on('error', () => resolve(false)).on('connect', () => socket.destroy())
    })
  while (await isOpen()) await pause(10)
}

/** An upload of `first `, and of so many more bytes when it is told to go on. */
function beginUpload({ port }: ServerProcess, key: string, more: number) {
  const headers = { authorization: `AWS ${ACCOUNT}:x`, 'content-length': more + 6, expect: '100-continue' }
  const options = { host: '127.0.0.1', port, method: 'PUT', path: `/uploads/${key}`, headers }
  const sent = request({ ...options, agent: false })
  const begun = new Promise<void>((resolve) => sent.once('continue', resolve))
  sent.flushHeaders()
  const status = new Promise<number>((resolve, reject) => {
    sent.once('response', (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    sent.once('error', reject)
  })
  status.catch(() => undefined)
  return { begun: begun.then(() => void sent.write('first ')), status, finish: (text: string) => sent.end(text) }
}
