/** Listings of both versions over HTTP, compared with a model that sorts and groups keys the plain way. */
import assert from 'node:assert/strict'
import { after as atEnd, describe, test } from 'node:test'
import * as fc from 'fast-check'
import { XMLParser } from 'fast-xml-parser'
import { testServer } from '../../../support/running-server.ts'

interface Query {
  readonly prefix: string
  readonly delimiter: string
  readonly after: string | undefined
}

/** Objects and common prefixes in the order in which they are listed. */
function modelled(keys: readonly string[], { prefix, delimiter, after: start }: Query): readonly string[] {
  const entries: string[] = []
  for (const key of [...keys].sort(byBytes)) {
    if (!key.startsWith(prefix) || (start !== undefined && byBytes(key, start) <= 0)) continue
    const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length)
    const entry = at < 0 ? `key ${key}` : `prefix ${key.slice(0, at + delimiter.length)}`
    // A listing goes on after a common prefix by naming it: it is not shown again.
    if (entry !== entries.at(-1) && entry !== `prefix ${start}`) entries.push(entry)
  }
  return entries
}

function byBytes(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right))
}

const parser = new XMLParser({
  parseTagValue: false,
  trimValues: false,
  isArray: (name) => name === 'Contents' || name === 'CommonPrefixes',
})
/** Astral characters sort behind U+FFFD in bytes and before it in UTF-16; the others have to be escaped somewhere. */
const letters = fc.constantFrom(
  'a',
  'b',
  '/',
  'é',
  '\u{1f600}',
  '\ufffd',
  '%',
  '+',
  ' ',
  '&<',
  '\u0000',
  '\u0001',
  '..',
)
const text = (most: number) => fc.array(letters, { maxLength: most }).map((parts) => parts.join(''))
const keys = fc.uniqueArray(
  text(5).filter((key) => key !== '' && !/^\.\.?$/.test(key)),
  { minLength: 1, maxLength: 20 },
)
const query = fc
  .record({
    prefix: fc.oneof(fc.constant(''), text(2)),
    delimiter: fc.constantFrom('', '/', 'a', '..', 'é', '\u{1f600}'),
    start: fc.option(text(2), { nil: undefined }),
    rolledUp: fc.boolean(),
  })
  .map(({ prefix, delimiter, start, rolledUp }): Query => {
    const after = rolledUp && start !== undefined ? `${prefix}${start}${delimiter}` : start
    return { prefix, delimiter, after: after === '' ? undefined : after }
  })

describe('listings', async () => {
  const server = await testServer({ after: atEnd })
  let buckets = 0
  const get = async (path: string) => {
    const answer = await fetch(`${server.url}${path}`)
    const body = await answer.text()
    assert.equal(answer.status, 200, body)
    return parser.parse(body).ListBucketResult
  }

  /** All pages of a listing, each of so many entries. */
  async function listed(bucket: string, version: 1 | 2, { prefix, delimiter, after: start }: Query, size: number) {
    const entries: string[] = []
    const [startName, goOnName, nextName] =
      version === 2
        ? ['start-after', 'continuation-token', 'NextContinuationToken']
        : (['marker', 'marker', 'NextMarker'] as const)
    let goOn: readonly string[] = start === undefined ? [] : [`${startName}=${encodeURIComponent(start)}`]
    for (;;) {
      const parameters = [
        'encoding-type=url',
        `max-keys=${size}`,
        `prefix=${encodeURIComponent(prefix)}`,
        `delimiter=${encodeURIComponent(delimiter)}`,
        ...(version === 2 ? ['list-type=2'] : []),
      ]
      const page = await get(`/${bucket}?${[...parameters, ...goOn].join('&')}`)
      const found = [
        ...(page.Contents ?? []).map(({ Key }: { Key: string }) => ({ kind: 'key', name: decoded(Key) })),
        ...(page.CommonPrefixes ?? []).map(({ Prefix }: { Prefix: string }) => ({
          kind: 'prefix',
          name: decoded(Prefix),
        })),
      ].sort((left, right) => byBytes(left.name, right.name))
      entries.push(...found.map(({ kind, name }) => `${kind} ${name}`))
      assert.ok(found.length <= size)
      if (version === 2) assert.equal(page.KeyCount, String(found.length))
      if (page.IsTruncated === 'false') {
        assert.equal(page[nextName], undefined)
        return entries
      }
      assert.equal(found.length, size)
      // The first version names where to go on only if there is a delimiter; else it is the last key.
      if (version === 1) assert.equal(page.NextMarker !== undefined, delimiter !== '')
      const next = version === 2 ? page[nextName] : decoded(page.NextMarker ?? encodeURIComponent(found.at(-1)!.name))
      goOn = [`${goOnName}=${encodeURIComponent(next)}`]
    }
  }

  test('of any keys, prefix, delimiter and start, in pages of any size, are what the model says', async () => {
    await fc.assert(
      fc.asyncProperty(
        keys,
        fc.array(fc.tuple(query, fc.integer({ min: 1, max: 7 })), { minLength: 5, maxLength: 5 }),
        async (names, queries) => {
          const bucket = `bucket-${++buckets}`
          await fetch(`${server.url}/${bucket}`, { method: 'PUT' })
          for (const key of names) {
            const put = await fetch(`${server.url}/${bucket}/${pathOf(key)}`, { method: 'PUT', body: 'x' })
            assert.equal(put.status, 200, await put.text())
          }
          for (const [asked, size] of queries) {
            for (const version of [1, 2] as const)
              assert.deepEqual(await listed(bucket, version, asked, size), modelled(names, asked), `version ${version}`)
          }
        },
      ),
      { numRuns: 50 },
    )
  })
})

/** With dots escaped, so that the client leaves them alone. */
function pathOf(key: string): string {
  return encodeURIComponent(key).replaceAll('.', '%2E')
}

function decoded(value: string): string {
  return decodeURIComponent(value.replaceAll('+', ' '))
}
