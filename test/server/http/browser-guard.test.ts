import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import supertest from 'supertest'
import { createBrowserGuard } from '../../../server/http/browser-guard.ts'
import { rawRequest } from '../../support/raw-request.ts'
import { testServer } from '../../support/running-server.ts'

const guard = createBrowserGuard(
  {
    host: 'localhost',
    baseDomains: ['s3.company.com'],
    dnsSuffixes: [],
    trustedOrigins: ['http://localhost:3000'],
  },
  (headers) => headers['x-console-token'] === 'known',
)
const code = (method: string, headers: Parameters<typeof guard>[1]): string | undefined => guard(method, headers)?.code

describe('who may use the emulator’s own interface', () => {
  test('programs may, by any name that is not public', () => {
    for (const host of [
      'localhost:4566',
      '127.0.0.1:4566',
      '[::1]:4566',
      'emulator',
      'emulator:80',
      'host.docker.internal',
      's3.namespace.svc.cluster.local',
      '000000000000.localhost',
      's3.localhost.localstack.cloud:4566',
      's3.test.',
    ]) {
      assert.equal(code('POST', { host }), undefined, host)
    }
    assert.equal(code('POST', {}), undefined, 'HTTP/1.0 has no Host')
  })

  test('and whatever they call it, when they change something: browsers would name an origin', () => {
    assert.equal(code('POST', { host: 's3.emu' }), undefined)
    assert.equal(code('POST', { host: 's3.emu', origin: 'http://s3.emu' }), 'UnknownHost')
  })

  test('and by names that the server was given', () => {
    assert.equal(code('POST', { host: 's3.company.com' }), undefined)
    assert.equal(code('POST', { host: 'bucket.s3.company.com:4566' }), undefined)
  })

  test('a name that anybody may own is refused: its page would be of the same origin (DNS rebinding)', () => {
    for (const host of ['evil.com', 'evil.com:4566', 'localhost.evil.com', '127.0.0.1.nip.io', 'xs3.company.com']) {
      assert.equal(code('GET', { host }), 'UnknownHost', host)
    }
  })

  test('a page of another origin is refused, whatever it asks for', () => {
    const host = 'localhost:4566'
    for (const origin of ['http://evil.com', 'http://localhost:8080', 'https://localhost:4567', 'null', 'file://']) {
      for (const method of ['GET', 'POST', 'PUT']) assert.equal(code(method, { host, origin }), 'ForeignOrigin', origin)
    }
  })

  test('the console, and a page that is trusted, may', () => {
    const host = 'localhost:4566'
    for (const origin of ['http://localhost:4566', 'https://localhost:4566']) {
      assert.equal(code('POST', { host, origin, 'x-console-token': 'known' }), undefined, origin)
    }
    assert.equal(code('POST', { host, origin: 'http://localhost:3000' }), undefined)
    assert.equal(code('GET', { host: 'localhost:3000', 'sec-fetch-site': 'same-origin' }), undefined)
  })

  test('no other page of its own origin may: objects in buckets are such pages', () => {
    const host = 'localhost:4566'
    const origin = 'http://localhost:4566'
    for (const headers of [{}, { 'x-console-token': '' }, { 'x-console-token': 'guessed' }]) {
      for (const method of ['GET', 'POST', 'PUT', 'DELETE']) {
        assert.equal(code(method, { host, origin, ...headers }), 'NotTheConsole', method)
        assert.equal(code(method, { host, 'sec-fetch-site': 'same-origin', ...headers }), 'NotTheConsole', method)
      }
    }
    const referer = `${origin}/_emulator/console/`
    assert.equal(code('POST', { host, origin, referer }), 'NotTheConsole', 'a script can choose it')
  })

  test('a link may be followed, a form may not be sent', () => {
    const host = 'localhost:4566'
    const opened = { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
    assert.equal(code('GET', { host, ...opened }), undefined)
    assert.equal(code('GET', { host, ...opened, 'sec-fetch-dest': 'iframe' }), 'NotTheConsole')
    assert.equal(code('POST', { host, ...opened, origin: 'http://localhost:4566' }), 'NotTheConsole')
  })

  test('a browser that tells of another site, but no origin, changes nothing', () => {
    const host = 'localhost:4566'
    for (const site of ['cross-site', 'same-site']) {
      assert.equal(code('POST', { host, 'sec-fetch-site': site }), 'ForeignOrigin')
      assert.equal(code('GET', { host, 'sec-fetch-site': site }), undefined, 'a link to the console')
    }
    assert.equal(code('POST', { host, 'sec-fetch-site': 'none' }), undefined)
  })
})

describe('the interface itself', () => {
  const PATHS = ['/_emulator/reset', '/_localstack/state/reset']

  test('does not reset for a form that a page of another origin has sent', async (t) => {
    const { url } = await testServer(t)
    const headers = { authorization: 'AWS 123456789012:x' }
    await fetch(`${url}/kept-bucket`, { method: 'PUT', headers })
    for (const path of PATHS) {
      const refused = await fetch(`${url}${path}`, {
        method: 'POST',
        headers: { origin: 'http://evil.com', 'content-type': 'text/plain' },
        body: '{}',
      })
      assert.equal(refused.status, 403)
      assert.equal(((await refused.json()) as { error: { code: string } }).error.code, 'ForeignOrigin')
    }
    assert.equal((await fetch(`${url}/kept-bucket`, { method: 'HEAD', headers })).status, 200)
    const reset = await fetch(`${url}/_emulator/reset`, { method: 'POST' })
    assert.equal(reset.status, 200)
    assert.equal((await fetch(`${url}/kept-bucket`, { method: 'HEAD', headers })).status, 404)
  })

  test('tells nothing to a page that calls it by its own name', async (t) => {
    const { port } = await testServer(t)
    for (const path of ['/_emulator/clock', '/_emulator/events', '/_emulator/ca.pem']) {
      const text = `GET ${path} HTTP/1.1\r\nHost: evil.com\r\nConnection: close\r\n\r\n`
      assert.match(await rawRequest(port, text), /^HTTP\/1\.1 403 [^]*"UnknownHost"/)
    }
  })

  test('takes the Host of the whole address where a client sends one', async (t) => {
    const { port } = await testServer(t)
    const text =
      'POST http://evil.com/_emulator/reset HTTP/1.1\r\nHost: evil.com\r\nOrigin: http://evil.com\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'
    assert.match(await rawRequest(port, text), /^HTTP\/1\.1 403 /)
  })

  test('nor does S3 Control make a job for a page of another origin', async (t) => {
    const { url } = await testServer(t)
    const post = async (origin: string): Promise<string> => {
      const headers = { origin, 'content-type': 'text/plain', 'x-amz-account-id': '123456789012' }
      const response = await fetch(`${url}/v20180820/jobs`, { method: 'POST', headers, body: '<CreateJobRequest/>' })
      return `${response.status} ${await response.text()}`
    }
    assert.match(await post('http://evil.com'), /^403 [^]*<Code>AccessDenied</)
    assert.match(await post(url), /^403 [^]*<Code>AccessDenied</, 'nor for one that lies in a bucket')
  })

  test('does for the console’s page what it does for nobody else of the same origin', async (t) => {
    const { url } = await testServer(t)
    const opened = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
    const { text: page } = await supertest(url).get('/_emulator/console/').set(opened)
    const [, token = ''] = /<meta name="console-token" content="([^"]*)"/.exec(page) ?? []
    const asPage = { origin: url, 'sec-fetch-site': 'same-origin', 'x-amz-account-id': '123456789012' }
    const requests = [
      ['POST', '/_emulator/reset', 200],
      ['GET', '/_emulator/jobs', 200],
      ['GET', '/_emulator/clock', 200],
      ['DELETE', '/_emulator/faults', 200],
      ['GET', '/v20180820/jobs', 200],
      ['POST', '/v20180820/jobs/00000000-0000-4000-8000-000000000000/priority?priority=1', 404],
    ] as const
    for (const [method, path, status] of requests) {
      const mine = await fetch(`${url}${path}`, { method, headers: { ...asPage, 'x-console-token': token } })
      assert.equal(mine.status, status, path)
      for (const other of [undefined, token.replace(/^./, '!'), `${token}x`]) {
        const headers = { ...asPage, ...(other === undefined ? {} : { 'x-console-token': other }) }
        const refused = await fetch(`${url}${path}`, { method, headers })
        assert.equal(refused.status, 403, path)
        assert.match(await refused.text(), /NotTheConsole|<Code>AccessDenied</)
      }
    }
  })

  test('nor for one that calls it by the page’s own name, which its origin then agrees with', async (t) => {
    const { port } = await testServer(t)
    const post = (host: string): Promise<string> => {
      const head = `Host: ${host}\r\nOrigin: http://${host}\r\nx-amz-account-id: 123456789012\r\nConnection: close\r\n`
      return rawRequest(port, `POST /v20180820/jobs HTTP/1.1\r\n${head}Content-Length: 19\r\n\r\n<CreateJobRequest/>`)
    }
    assert.match(await post('evil.com'), /^HTTP\/1\.1 403 [^]*<Code>AccessDenied</)
    assert.match(await post('localhost'), /^HTTP\/1\.1 403 /)
  })

  test('does not move the clock for a body that is no JSON', async (t) => {
    const { url } = await testServer(t)
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      const response = await fetch(`${url}/_emulator/clock`, {
        method: 'PUT',
        headers: { 'content-type': type },
        body: '{"advanceMs": 86400000}',
      })
      assert.ok(response.status === 400 || response.status === 415, `${type}: ${response.status}`)
    }
  })
})
