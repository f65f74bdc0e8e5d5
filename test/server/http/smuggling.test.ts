import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { describe, test } from 'node:test'
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3'
import { rawRequest } from '../../support/raw-request.ts'
import { testServer } from '../../support/running-server.ts'

const HOST = 'Host: localhost\r\nAuthorization: AWS 123456789012:x\r\n'
/** What an attacker wants a server to take for a request of its own. */
const HIDDEN = `PUT /bucket/smuggled HTTP/1.1\r\n${HOST}Content-Length: 2\r\nConnection: close\r\n\r\nhi`

/** Requests that two programs in a row could cut at different places. None of them may hide another one. */
const AMBIGUOUS: Readonly<Record<string, string>> = {
  'Content-Length and Transfer-Encoding': `PUT /bucket/k HTTP/1.1\r\n${HOST}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  'Transfer-Encoding and Content-Length': `PUT /bucket/k HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n5c\r\nabc\r\n0\r\n\r\n`,
  'two Content-Lengths': `PUT /bucket/k HTTP/1.1\r\n${HOST}Content-Length: 0\r\nContent-Length: 60\r\n\r\n`,
  'a Content-Length that is a list': `PUT /bucket/k HTTP/1.1\r\n${HOST}Content-Length: 0, 60\r\n\r\n`,
  'a Content-Length with a sign': `PUT /bucket/k HTTP/1.1\r\n${HOST}Content-Length: +0\r\n\r\n`,
  'a negative Content-Length': `PUT /bucket/k HTTP/1.1\r\n${HOST}Content-Length: -1\r\n\r\n`,
  'a Content-Length in hex': `PUT /bucket/k HTTP/1.1\r\n${HOST}Content-Length: 0x0\r\n\r\n`,
  'a huge Content-Length': `PUT /bucket/k HTTP/1.1\r\n${HOST}Content-Length: 99999999999999999999999\r\n\r\n`,
  'an unknown Transfer-Encoding': `PUT /bucket/k HTTP/1.1\r\n${HOST}Transfer-Encoding: identity\r\n\r\n`,
  'chunked that is not last': `PUT /bucket/k HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n`,
  'chunked twice': `PUT /bucket/k HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked, x\r\n\r\n0\r\n\r\n`,
  'chunked in disguise': `PUT /bucket/k HTTP/1.1\r\n${HOST}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`,
  'a folded header': `PUT /bucket/k HTTP/1.1\r\n${HOST}Transfer-Encoding:\r\n chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n`,
  'a folded value': `PUT /bucket/k HTTP/1.1\r\n${HOST}Content-Length: 0\r\nx-folded: a\r\n b: c\r\n\r\n`,
  'a space before the colon': `PUT /bucket/k HTTP/1.1\r\n${HOST}Transfer-Encoding : chunked\r\nContent-Length: 0\r\n\r\n`,
  'a space before the name': `PUT /bucket/k HTTP/1.1\r\n Transfer-Encoding: chunked\r\n${HOST}Content-Length: 0\r\n\r\n`,
  'a name with a null byte': `PUT /bucket/k HTTP/1.1\r\n${HOST}Content-Length\0: 0\r\nContent-Length: 0\r\n\r\n`,
  'a line that ends in LF alone': `PUT /bucket/k HTTP/1.1\n${HOST}Content-Length: 0\r\n\r\n`,
  'a header that ends in LF alone': `PUT /bucket/k HTTP/1.1\r\n${HOST}x-a: b\nContent-Length: 0\r\n\r\n`,
  'a value with a lone CR': `PUT /bucket/k HTTP/1.1\r\n${HOST}x-a: b\rContent-Length: 0\r\n\r\n`,
  'a chunk size with a sign': `PUT /bucket/k HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n+1\r\na\r\n0\r\n\r\n`,
  'a chunk size with 0x': `PUT /bucket/k HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n0x1\r\na\r\n0\r\n\r\n`,
  'a chunk size with a space': `PUT /bucket/k HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n1 \r\na\r\n0\r\n\r\n`,
  'a chunk size that overflows': `PUT /bucket/k HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\nffffffffffffffff1\r\na\r\n0\r\n\r\n`,
  'a chunk line that ends in LF alone': `PUT /bucket/k HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n1\na\r\n0\r\n\r\n`,
  'a chunk that is longer than it says': `PUT /bucket/k HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n`,
  'no version': `PUT /bucket/k\r\n${HOST}\r\n`,
  'another version': `PUT /bucket/k HTTP/2.0\r\n${HOST}Content-Length: 0\r\n\r\n`,
  'two Hosts': `PUT /bucket/k HTTP/1.1\r\n${HOST}Host: other\r\nContent-Length: 0\r\n\r\n`,
}

describe('requests that are not clear', () => {
  for (const [what, request] of Object.entries(AMBIGUOUS)) {
    test(`${what}: nothing behind it is taken for a request, unless the request itself was clear`, async (t) => {
      const { port, s3 } = await testServer(t, { requestTimeoutMs: 2_000, headersTimeoutMs: 1_000, idleTimeoutMs: 500 })
      await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }))
      const received = await rawRequest(port, `${request}${HIDDEN}`).catch(String)
      const statuses = [...received.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status))
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'bucket' }))
      const keys = Contents.map(({ Key }) => Key)
      if (keys.includes('smuggled')) {
        // Then the first request was complete in nobody's eyes but this way.
        assert.ok(CLEAR.has(what), `${what}: ${received}`)
        assert.equal(statuses.length, 2, received)
      } else
        assert.ok(
          statuses.every((status) => status >= 400),
          received,
        )
    })
  }

  test('what follows a refused request on the same connection is not looked at', async (t) => {
    const { port, s3 } = await testServer(t)
    await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }))
    const received = await rawRequest(port, `GET / HTTP/1.1\r\nbad header\r\n\r\n${HIDDEN}`)
    assert.match(received, /^HTTP\/1\.1 400 [^]*Connection: close\r\n/)
    assert.equal(received.match(/HTTP\/1\.1/g)?.length, 1)
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: 'bucket' }))
    assert.equal(Contents, undefined)
  })

  test('nothing is written into the middle of an answer that is under way', async (t) => {
    const { port, s3 } = await testServer(t)
    await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }))
    await s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'large', Body: Buffer.alloc(20_000_000, 'x') }))
    const received = await getAndInterrupt(port, `GET /bucket/large HTTP/1.1\r\n${HOST}\r\n`)
    const [head = '', ...bodies] = received.split('\r\n\r\n')
    assert.match(head, /^HTTP\/1\.1 200 /)
    assert.doesNotMatch(bodies.join(''), /HTTP\/1\.1|<Error>/)
  })

  test('a refused upload whose body still comes does not spoil the next request', async (t) => {
    const { port, s3 } = await testServer(t)
    await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }))
    const refused = `PUT /no-such-bucket/k HTTP/1.1\r\n${HOST}Content-Length: ${HIDDEN.length}\r\n\r\n${HIDDEN}`
    const next = `PUT /bucket/next HTTP/1.1\r\n${HOST}Content-Length: 4\r\nConnection: close\r\n\r\nnext`
    const received = await rawRequest(port, refused + next)
    assert.deepEqual(
      [...received.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => status),
      ['404', '200'],
    )
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'next' }))
    assert.equal(await Body?.transformToString(), 'next')
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'bucket' }))
    assert.deepEqual(
      Contents.map(({ Key }) => Key),
      ['next'],
    )
  })
})

/** Sends nonsense as soon as the answer begins. */
function getAndInterrupt(port: number, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(request))
    let received = ''
    socket.once('data', () => socket.write('not a request at all\r\n\r\n'))
    socket.on('data', (piece: Buffer) => {
      received += piece.toString('latin1')
    })
    socket.on('close', () => resolve(received))
    socket.on('error', () => undefined)
    socket.setTimeout(60_000, () => reject(new Error('nothing more came')))
  })
}

/** Forms that every HTTP program cuts at the same place: what follows is a request that its sender has sent openly. */
const CLEAR: ReadonlySet<string> = new Set(['two Hosts'])
