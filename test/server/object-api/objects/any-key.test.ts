/** Keys are any UTF-8 of up to 1,024 bytes: each operation names the same object by them, in path style and by host. */
import assert from 'node:assert/strict'
import { request } from 'node:http'
import { after, describe, test } from 'node:test'
import * as fc from 'fast-check'
import { testServer } from '../../../support/running-server.ts'

const SPECIAL = [
  '/',
  '//',
  '..',
  '.',
  '+',
  '%',
  '%2F',
  '?',
  '#',
  '&',
  '<',
  '"',
  "'",
  ' ',
  ';',
  '=',
  ':',
  '@',
  '\\',
  '*',
]
const ODD = [
  '\u0000',
  '\u0001',
  '\n',
  '\r\n',
  '\t',
  '\u007f',
  '\u0085',
  '\u2028',
  '\ufeff',
  '\ufffd',
  '\uffff',
  '\u{1f600}',
]
const piece = fc.oneof(
  fc.constantFrom(...SPECIAL, ...ODD, 'a', 'é', 'v20180820', '_emulator', 'jobs'),
  fc.string({ unit: 'binary', maxLength: 3 }),
)
const key = fc
  .array(piece, { minLength: 1, maxLength: 12 })
  .map((parts) => parts.join(''))
  .filter((name) => name !== '' && Buffer.byteLength(name) <= 1024)

interface Answer {
  readonly status: number
  readonly body: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

describe('any key', async () => {
  const server = await testServer({ after })
  const send = (method: string, path: string, host: string, options: { headers?: object; body?: string } = {}) =>
    new Promise<Answer>((resolve, reject) => {
      const { port } = server
      const sent = request({ port, method, path, headers: { host, ...options.headers } }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString(),
          }),
        )
      })
      sent.on('error', reject)
      sent.end(options.body)
    })
  const forms = [
    (name: string) => ({ path: `/bkt/${escaped(name)}`, host: 'localhost' }),
    (name: string) => ({ path: `/${escaped(name)}`, host: 'bkt.localhost' }),
  ]
  await send('PUT', '/bkt', 'localhost')
  const keysListed = async () => {
    const { body } = await send('GET', '/bkt?list-type=2&encoding-type=url', 'localhost')
    return [...body.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, name]) => decodeURIComponent(name!.replaceAll('+', ' ')))
  }

  async function goesRound(name: string): Promise<void> {
    const [inPath, inHost] = forms.map((form) => form(name))
    const put = await send('PUT', inPath!.path, inPath!.host, { body: name, headers: { 'x-amz-tagging': 'a=b' } })
    assert.equal(put.status, 200, put.body)
    for (const form of [inPath!, inHost!]) {
      const got = await send('GET', form.path, form.host)
      assert.deepEqual([got.status, got.body], [200, name])
      assert.equal((await send('HEAD', form.path, form.host)).headers['x-amz-tagging-count'], '1')
      assert.match((await send('GET', `${form.path}?tagging`, form.host)).body, /<Key>a<\/Key><Value>b<\/Value>/)
    }
    assert.deepEqual(await keysListed(), [name])
    const copy = await send('PUT', '/bkt/zz-copy', 'localhost', {
      headers: { 'x-amz-copy-source': `/bkt/${escaped(name)}` },
    })
    assert.equal(copy.status, 200, copy.body)
    assert.equal((await send('GET', '/bkt/zz-copy', 'localhost')).body, name)
    for (const [path, host] of [['/bkt/zz-copy', 'localhost'] as const, [inHost!.path, inHost!.host] as const])
      assert.equal((await send('DELETE', path, host)).status, 204)
    assert.deepEqual(await keysListed(), [])
  }

  test('goes round through every operation', async () => {
    await fc.assert(fc.asyncProperty(key, goesRound), { numRuns: 150 })
  })

  for (const name of ['\u{1f600}'.repeat(256), 'a'.repeat(1024), '/', '..', '.', '../..', '/../', '\u0000', '+ %20%2F'])
    test(`${JSON.stringify(name.slice(0, 8))} of ${Buffer.byteLength(name)} bytes goes round`, () => goesRound(name))

  test('of more than 1,024 bytes, or that is no UTF-8, is refused', async () => {
    for (const [path, code] of [
      [`/bkt/${'a'.repeat(1025)}`, 'KeyTooLongError'],
      [`/bkt/${escaped('\u{1f600}'.repeat(257))}`, 'KeyTooLongError'],
      ['/bkt/%FF', 'InvalidURI'],
      ['/bkt/%ED%A0%80', 'InvalidURI'],
      ['/bkt/%C0%AF', 'InvalidURI'],
    ] as const) {
      const put = await send('PUT', path, 'localhost', { body: 'x' })
      assert.deepEqual([put.status, /<Code>(\w+)/.exec(put.body)?.[1]], [400, code])
    }
    assert.deepEqual(await keysListed(), [])
  })
})

/** Every byte but slashes and letters. */
function escaped(name: string): string {
  return encodeURIComponent(name).replaceAll('%2F', '/')
}
