import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { Resolver } from 'node:dns/promises'
import { once } from 'node:events'
import { describe, test } from 'node:test'
import { ownAddressFor } from '../../../server/dns/own-address.ts'
import { startServer } from '../../../server/index.ts'

describe('the name server', async () => {
  let logged = ''
  const server = await startServer({
    dns: { host: undefined, port: 0 },
    dnsSuffixes: ['s3.test', 'localhost'],
    log: 'text',
    logSink: { write: (text) => (logged += text) },
  })
  const { host, port } = server.dns ?? assert.fail('no name server')
  const resolver = new Resolver()
  resolver.setServers([`${host}:${port}`])

  test('every name under a suffix is this server', async () => {
    for (const name of [
      's3.test',
      '123456789012.s3.test',
      'my.dotted.bucket.s3.test',
      'BKT.S3.Test',
      '123456789012.localhost',
    ]) {
      assert.deepEqual(await resolver.resolve4(name), ['127.0.0.1'], name)
    }
  })

  test('the account before an address is the address', async () => {
    assert.deepEqual(await resolver.resolve4('123456789012.127.0.0.1'), ['127.0.0.1'])
    assert.deepEqual(await resolver.resolve4('123456789012.10.1.2.3'), ['10.1.2.3'])
    await assert.rejects(resolver.resolve4('123456789012.10.1.2.300'), { code: 'EREFUSED' })
  })

  test('it knows addresses of version 4 only, and says that there are no others', async () => {
    await assert.rejects(resolver.resolve6('s3.test'), { code: 'ENODATA' })
    await assert.rejects(resolver.resolveTxt('s3.test'), { code: 'ENODATA' })
  })

  test('it answers for no other name, so that the next name server is asked', async () => {
    for (const name of ['example.org', 'test', 'nots3.test'])
      await assert.rejects(resolver.resolve4(name), { code: 'EREFUSED' })
  })

  test('an answer is hardly longer than its question, so that it is of no use against others', async () => {
    const record = 16
    for (const name of ['s3.test', `${'a'.repeat(63)}.${'b'.repeat(63)}.s3.test`, 'example.org']) {
      const labels = name.split('.').map((label) => Buffer.concat([Buffer.of(label.length), Buffer.from(label)]))
      for (const type of [1, 28, 16, 255]) {
        const head = Buffer.from([1, 2, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0])
        const question = Buffer.concat([head, ...labels, Buffer.of(0, 0, type, 0, 1)])
        const answer = await exchange(question, port)
        assert.ok(answer.length <= question.length + record, `${answer.length} bytes for ${question.length}`)
      }
    }
  })

  test('a name that is no name, two questions, another kind of query: each has its answer', async () => {
    const question = Buffer.from('\u0002s3\u0004test\u0000\u0000\u0001\u0000\u0001', 'latin1')
    const head = (flags: number, questions: number): Buffer =>
      Buffer.from([1, 2, flags, 0, 0, questions, 0, 0, 0, 0, 0, 0])
    const codeOf = async (message: Buffer): Promise<number> => ((await exchange(message, port))[3] ?? 0) & 0x0f
    assert.equal(await codeOf(Buffer.concat([head(1, 1), question])), 0)
    assert.equal(await codeOf(Buffer.concat([head(1, 2), question, question])), 1)
    assert.equal(await codeOf(Buffer.concat([head(1, 1), Buffer.of(0xc0, 12, 0, 1, 0, 1)])), 1)
    assert.equal(await codeOf(Buffer.concat([head(1, 1), Buffer.of(40, 65)])), 1)
    assert.equal(await codeOf(Buffer.concat([head(0x28, 1), question])), 4)
  })

  test('an answer repeats the question byte for byte', async () => {
    const question = Buffer.from('\u0003BkT\u0002S3\u0004tEsT\u0000\u0000\u0001\u0000\u0001', 'latin1')
    const reply = await exchange(Buffer.concat([Buffer.from([7, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]), question]), port)
    assert.deepEqual(reply.subarray(0, 2), Buffer.of(7, 7))
    assert.deepEqual(reply.subarray(12, 12 + question.length), question)
    assert.deepEqual([...reply.subarray(-4)], [127, 0, 0, 1])
  })

  test('a look-up of an account that must fail is told of in the log, once', async () => {
    for (let times = 0; times < 2; times++) {
      await assert.rejects(resolver.resolve4('123456789012.emulator'), { code: 'EREFUSED' })
    }
    await server.stop()
    assert.equal(logged.split('hint a client looks for 123456789012.emulator').length, 2)
    assert.match(logged, /add --dns-suffix emulator/)
  })
})

test('a fixed address is answered to everybody', async (context) => {
  const server = await startServer({ dns: { host: '127.0.0.1', port: 0 }, dnsAddress: '10.9.8.7' })
  context.after(() => server.stop())
  const resolver = new Resolver()
  resolver.setServers([`127.0.0.1:${server.dns?.port}`])
  assert.deepEqual(await resolver.resolve4('a.s3.test'), ['10.9.8.7'])
})

test('a port that is taken is told in words', async (context) => {
  const taken = createSocket('udp4').bind(0, '127.0.0.1')
  await once(taken, 'listening')
  context.after(() => taken.close())
  const { port } = taken.address()
  await assert.rejects(startServer({ dns: { host: undefined, port } }), {
    name: 'ListenError',
    message: `Cannot answer DNS on 127.0.0.1:${port}: another name server is there already; choose another with --dns HOST:PORT.`,
  })
})

test('whoever asks on this machine is answered the loopback address', () => {
  assert.equal(ownAddressFor('127.0.0.1'), '127.0.0.1')
  assert.match(ownAddressFor('203.0.113.7'), /^\d+\.\d+\.\d+\.\d+$/)
})

async function exchange(message: Buffer, port: number): Promise<Buffer> {
  const socket = createSocket('udp4')
  const answered = once(socket, 'message')
  socket.send(message, port, '127.0.0.1')
  const [reply] = await answered
  socket.close()
  return reply
}
