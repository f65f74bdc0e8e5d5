import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { after, describe, test } from 'node:test'
import supertest, { type Response } from 'supertest'
import { rawRequest } from '../../support/raw-request.ts'
import { testServer } from '../../support/running-server.ts'

const FOLDER = join(import.meta.dirname, '..', '..', '..', 'console')
const FILES = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .map((name) => name.split(sep).join('/'))
  .filter((name) => /\.(js|css|svg)$/.test(name))
/** Also of what supertest would read by itself. */
function asText(response: unknown, done: (error: Error | null, text: string) => void): void {
  const stream = response as NodeJS.ReadableStream
  let whole = ''
  stream.setEncoding('utf8')
  stream.on('data', (chunk: string) => {
    whole += chunk
  })
  stream.on('end', () => done(null, whole))
}

/** What a browser sends when somebody opens the page; no script can. */
const OPENED = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', 'sec-fetch-site': 'none' }

describe('the console', async () => {
  const { url, port } = await testServer({ after })
  const http = supertest(url)
  // `fetch` has a sec-fetch-mode of its own.
  const get = async (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    http.get(`/_emulator/console${path}`).set(headers).buffer(true).parse(asText)
  const tokenIn = (html: string): string | undefined => /<meta name="console-token" content="([^"]*)"/.exec(html)?.[1]

  test('is a page, and found without the slash at its end', async () => {
    const page = await get('/', OPENED)
    assert.equal(page.status, 200)
    assert.equal(page.headers['content-type'], 'text/html; charset=utf-8')
    assert.match(page.body, /<title>s3control-local<\/title>/)
    const redirect = await get('')
    assert.deepEqual([redirect.status, redirect.headers['location']], [308, '/_emulator/console/'])
  })

  test('runs no script and no style but its own, and none that stands in the page', async () => {
    const page = await get('/', OPENED)
    const policy = page.headers['content-security-policy'] ?? ''
    const [, nonce = ''] = /script-src 'nonce-([\w-]{22})'(?:;|$)/.exec(policy) ?? []
    assert.match(policy, /^default-src 'none'; /)
    assert.match(policy, new RegExp(`style-src 'nonce-${nonce}'(;|$)`))
    for (const rule of ["base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'", "connect-src 'self'"]) {
      assert.ok(policy.split('; ').includes(rule), rule)
    }
    const html = page.body
    assert.doesNotMatch(html, /<script(?![^>]* src=)|<style| style=| on\w+=|https?:/)
    for (const [element] of html.matchAll(/<(?:script|link rel="stylesheet")[^>]*>/g)) {
      assert.ok(element.includes(`nonce="${nonce}"`), element)
    }
    const again = (await get('/', OPENED)).headers['content-security-policy']
    assert.notEqual(again, policy, 'a nonce is for once')
  })

  test('is shown in no frame, held by no page that opened it, and taken for nothing but what it is', async () => {
    const { headers } = await get('/', OPENED)
    assert.equal(headers['x-frame-options'], 'DENY')
    assert.equal(headers['cross-origin-opener-policy'], 'same-origin')
    for (const path of ['/', '/main.js', '/styles/base.css', '/icon.svg']) {
      const file = await get(path)
      assert.equal(file.headers['x-content-type-options'], 'nosniff', path)
      assert.equal(file.headers['cross-origin-resource-policy'], 'same-origin', path)
    }
  })

  test('has its token only when somebody opens it in a window, and it is not kept', async () => {
    const page = await get('/', OPENED)
    assert.equal(page.headers['cache-control'], 'no-store')
    assert.match(tokenIn(page.body) ?? '', /^[\w-]{43}$/)
    for (const headers of [
      {},
      { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty', 'sec-fetch-site': 'same-origin' },
      { 'sec-fetch-mode': 'same-origin', 'sec-fetch-dest': 'empty', 'sec-fetch-site': 'same-origin' },
      { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe', 'sec-fetch-site': 'same-origin' },
      { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'object', 'sec-fetch-site': 'same-origin' },
      { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'document', 'sec-fetch-site': 'same-origin' },
    ]) {
      assert.equal(tokenIn((await get('/', headers)).body), '', JSON.stringify(headers))
    }
  })

  test('has another token with each start', async (t) => {
    const other = await testServer(t)
    const page = await supertest(other.url).get('/_emulator/console/').set(OPENED)
    assert.notEqual(tokenIn(page.text), tokenIn((await get('/', OPENED)).body))
  })

  test('has all its files, each with its type and an ETag that is asked for again', async () => {
    assert.ok(FILES.length > 20)
    const types: Readonly<Record<string, RegExp>> = { js: /^text\/javascript/, css: /^text\/css/, svg: /^image\/svg/ }
    for (const name of FILES) {
      const file = await get(`/${name}`)
      assert.equal(file.status, 200, name)
      assert.match(file.headers['content-type'] ?? '', types[name.split('.')[1] ?? ''] ?? /^$/)
      assert.equal(file.body, readFileSync(join(FOLDER, name), 'utf8'))
      assert.equal(file.headers['cache-control'], 'no-cache')
      const known = await get(`/${name}`, { 'if-none-match': file.headers['etag'] ?? '' })
      assert.deepEqual([known.status, known.body], [304, ''], name)
    }
  })

  test('has nothing else, and says so in the emulator’s own form', async () => {
    for (const path of ['/none.js', '/index.html', '/tsconfig.json', '/views', '/views/', '/%2e%2e/package.json']) {
      const response = await get(path)
      assert.equal(response.status, 404, path)
      assert.equal((JSON.parse(response.body) as { error: { code: string } }).error.code, 'NotFound', path)
    }
    for (const path of [
      '../package.json',
      '..%2fpackage.json',
      'views/../../package.json',
      'a%00.js',
      '//etc/passwd',
    ]) {
      const text = `GET /_emulator/console/${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`
      assert.match(await rawRequest(port, text), /^HTTP\/1\.1 (?:404|400) /, path)
    }
  })

  test('is not there for a page that calls it by its own name (DNS rebinding)', async () => {
    for (const path of ['', 'main.js']) {
      const head = `GET /_emulator/console/${path} HTTP/1.1\r\nHost: evil.com\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n`
      assert.match(await rawRequest(port, `${head}Connection: close\r\n\r\n`), /^HTTP\/1\.1 403 [^]*"UnknownHost"/)
    }
  })
})

describe('the console’s source', () => {
  const sources = FILES.map((name) => ({ name, text: readFileSync(join(FOLDER, name), 'utf8') }))

  test('never reads HTML, evaluates nothing, keeps nothing where other pages of the origin can read it', () => {
    const wrong =
      /\b(?:innerHTML|outerHTML|insertAdjacentHTML|document\.write|setHTMLUnsafe|srcdoc|eval|Function\(|localStorage|sessionStorage|indexedDB|BroadcastChannel|document\.cookie|postMessage)\b/
    assert.deepEqual(
      sources.filter(({ text }) => wrong.test(text)).map(({ name }) => name),
      [],
    )
    const parsing = sources.filter(({ text }) => text.includes('DOMParser')).map(({ name }) => name)
    assert.deepEqual(parsing, ['parts/xml.js'])
  })

  test('asks no other server for anything', () => {
    const own = /https?:\/\/(?:127\.0\.0\.1|localhost|www\.w3\.org\/2000\/svg)|or https\b/g
    const wrong = sources.filter(({ text }) => /https?:|\burl\(|@import/.test(text.replaceAll(own, '')))
    assert.deepEqual(
      wrong.map(({ name }) => name),
      [],
    )
  })

  test('is of small files that are all used', () => {
    for (const { name, text } of sources) assert.ok(text.split('\n').length <= 270, name)
    const named = [...sources.map(({ text }) => text), readFileSync(join(FOLDER, 'index.html'), 'utf8')].join('\n')
    assert.deepEqual(
      FILES.filter((name) => !named.includes(name.split('/').at(-1) ?? '')),
      [],
    )
  })
})
