import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { after, describe, test } from 'node:test'
import supertest from 'supertest'
import { rawRequest } from '../../support/raw-request.ts'
import { testServer } from '../../support/running-server.ts'

describe('the wire of S3', async () => {
  const server = await testServer(
    { after },
    {
      maxHeaderBytes: 32 * 1024,
      maxObjectBytes: 1000,
      baseDomains: ['s3.emu'],
    },
  )
  const http = supertest(server.url)
  await http.put('/bkt').expect(200)
  await http.put('/bkt/hello').set('content-type', 'text/plain').send('hello world').expect(200)

  test('errors are a bare Error with what is missing and both ids', async () => {
    const answer = await http.get('/bkt/no%20such')
    assert.equal(answer.status, 404)
    assert.match(
      answer.text,
      /<Error><Code>NoSuchKey<\/Code><Message>[^<]+<\/Message><Key>no such<\/Key><RequestId>[0-9A-F]{16}<\/RequestId><HostId>[^<]+<\/HostId><\/Error>$/,
    )
  })

  test('HEAD answers without a body, also when it fails', async () => {
    const found = await http.head('/bkt/hello')
    assert.deepEqual([found.status, found.headers['content-length'], found.text], [200, '11', undefined])
    const missing = await rawRequest(server.port, 'HEAD /bkt/nope HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
    assert.match(missing, /^HTTP\/1\.1 404 /)
    assert.ok(missing.endsWith('\r\n\r\n'))
  })

  test('204 and 304 have neither body nor length', async () => {
    const etag = (await http.head('/bkt/hello')).headers['etag'] ?? ''
    const unchanged = await http.get('/bkt/hello').set('if-none-match', etag)
    assert.deepEqual(
      [unchanged.status, unchanged.headers['content-length'], unchanged.headers['etag']],
      [304, undefined, etag],
    )
    const gone = await http.delete('/bkt/never-was')
    assert.deepEqual([gone.status, gone.headers['content-length']], [204, undefined])
  })

  test('buckets may be named by the host', async () => {
    for (const host of ['bkt.localhost:4566', 'bkt.s3.localhost', 'bkt.s3.eu-west-1.amazonaws.com', 'bkt.s3.emu']) {
      const answer = await http.get('/hello').set('host', host).buffer(true)
      assert.equal(answer.text, 'hello world', host)
    }
  })

  test('a path that cannot be decoded is InvalidURI, whatever its content type', async () => {
    const answer = await http.put('/bkt/%ZZ').set('content-type', 'bla').send('x')
    assert.equal(answer.status, 400)
    assert.match(answer.text, /<Code>InvalidURI</)
  })

  test('keys keep slashes, dots and escapes as they are', async () => {
    for (const key of ['/a//b', 'a/../b', './x', 'a%2Fb', 'a+b', '%C3%A9', '%25', 'a;b', 'a:b@c']) {
      const sent = await rawRequest(
        server.port,
        `PUT /bkt/${key} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: ${key.length}\r\n\r\n${key}`,
      )
      assert.match(sent, /^HTTP\/1\.1 200 /, key)
    }
    const { text } = await http.get('/bkt?list-type=2')
    const keys = [...text.matchAll(/<Key>([^<]*)<\/Key>/g)].map((match) => match[1])
    assert.deepEqual(keys, ['%', './x', '/a//b', 'a+b', 'a/../b', 'a/b', 'a:b@c', 'a;b', 'hello', 'é'])
  })

  test('operations that are not there answer 501 and name what was asked for', async () => {
    const answer = await http.get('/bkt/hello?torrent')
    assert.equal(answer.status, 501)
    assert.match(answer.text, /GetObjectTorrent/)
    const post = await http.post('/bkt/hello?acl')
    assert.equal(post.status, 501)
    assert.match(post.text, /POST[^<]*acl/)
  })

  test('an object over the limit is refused by its announced length', async () => {
    const answer = await http.put('/bkt/large').send('x'.repeat(1001))
    assert.equal(answer.status, 400)
    assert.match(answer.text, /<Code>EntityTooLarge<.*<MaxSizeAllowed>1000</)
    await http.put('/bkt/large').send('x'.repeat(1000)).expect(200)
    await http.delete('/bkt/large').expect(204)
  })

  test('a method nobody knows answers 405', async () => {
    const answer = await rawRequest(server.port, 'PROPFIND /bkt HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
    assert.match(answer, /^HTTP\/1\.1 405 [\s\S]*<Code>MethodNotAllowed</)
  })

  test('a request with both a length and a transfer coding is refused', async () => {
    const answer = await rawRequest(
      server.port,
      'PUT /bkt/smuggled HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /bkt HTTP/1.1\r\n\r\n',
    )
    assert.match(answer, /^HTTP\/1\.1 400 [\s\S]*<Code>BadRequest</)
    assert.equal(answer.match(/HTTP\/1\.1/g)?.length, 1)
    assert.equal((await http.head('/bkt/smuggled')).status, 404)
  })

  test('headers over the limit are told so in the words of S3', async () => {
    const headers = Array.from({ length: 40 }, (_, n) => `x-amz-meta-${n}: ${'v'.repeat(1000)}\r\n`).join('')
    const answer = await rawRequest(server.port, `GET /bkt HTTP/1.1\r\nHost: x\r\n${headers}\r\n`)
    assert.match(answer, /^HTTP\/1\.1 400 [\s\S]*<Code>RequestHeaderSectionTooLarge</)
  })

  test('headers of 20 KiB are taken', async () => {
    assert.equal((await http.get('/bkt/hello').set('x-filler', 'v'.repeat(20_000))).status, 200)
  })

  test('HTTP/1.0 without a Host is served', async () => {
    assert.match(
      await rawRequest(server.port, 'GET /bkt/hello HTTP/1.0\r\n\r\n'),
      /^HTTP\/1\.1 200 [\s\S]*hello world$/,
    )
  })

  test('nothing is compressed', async () => {
    const answer = await http.get('/bkt?list-type=2').set('accept-encoding', 'gzip, br')
    assert.equal(answer.headers['content-encoding'], undefined)
  })
})

describe('a client that waits for "100 Continue"', async () => {
  const server = await testServer({ after })
  await supertest(server.url).put('/bkt').expect(200)
  const head = (bucket: string): string =>
    `PUT /${bucket}/k HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n`

  test('is told to go on', async () => {
    assert.match(
      await rawRequest(server.port, `${head('bkt')}hello`),
      /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /,
    )
  })

  test('is refused before it has sent its body', async () => {
    const answer = await rawRequest(server.port, head('no-such-bucket'))
    assert.match(answer, /^HTTP\/1\.1 404 [\s\S]*<Code>NoSuchBucket</)
    assert.ok(!answer.includes('100 Continue'))
  })

  test('may expect something else, which S3 does not mind', async () => {
    const answer = await rawRequest(server.port, head('bkt').replace('100-continue', '200') + 'hello')
    assert.match(answer, /^HTTP\/1\.1 200 /)
  })
})

describe('a connection', async () => {
  const server = await testServer({ after })
  await supertest(server.url).put('/bkt').expect(200)

  test('goes on after a request whose body nobody read', async () => {
    const put = 'PUT /no-such-bucket/k HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n' + 'x'.repeat(100_000)
    const get = 'GET /bkt HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'
    const answer = await rawRequest(server.port, put + get)
    assert.deepEqual(answer.match(/HTTP\/1\.1 \d+/g), ['HTTP/1.1 404', 'HTTP/1.1 200'])
  })

  test('answers requests that were sent without waiting one after the other', async () => {
    const request = (method: string, body = '', headers = ''): string =>
      `${method} /bkt/sent-on HTTP/1.1\r\nHost: x\r\n${headers}Content-Length: ${body.length}\r\n\r\n${body}`
    const rounds = Array.from(
      { length: 20 },
      (_, n) => request('PUT', `body ${n}`) + request('GET') + request('DELETE'),
    )
    const answer = await rawRequest(server.port, rounds.join('') + request('HEAD', '', 'Connection: close\r\n'))
    assert.deepEqual(
      answer.match(/^body \d+/gm),
      Array.from({ length: 20 }, (_, n) => `body ${n}`),
    )
    assert.equal(answer.match(/HTTP\/1\.1 (200|204)/g)?.length, 60)
  })

  test('goes on after a body that was refused in the middle', async () => {
    const bad =
      'PUT /bkt/k HTTP/1.1\r\nHost: x\r\nx-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER\r\nx-amz-decoded-content-length: 5\r\n'
    const put = `${bad}Content-Length: 90000\r\n\r\n${'z'.repeat(90_000)}`
    const get = 'GET /bkt HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'
    const answer = await rawRequest(server.port, put + get)
    assert.deepEqual(answer.match(/HTTP\/1\.1 \d+/g), ['HTTP/1.1 400', 'HTTP/1.1 200'])
  })

  test('that breaks off in the middle of a body leaves nothing behind', async () => {
    const socket = connect(server.port, '127.0.0.1')
    socket.write('PUT /bkt/half HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\nhalf')
    await once(socket, 'data')
    socket.destroy()
    assert.equal((await supertest(server.url).head('/bkt/half')).status, 404)
  })
})
