import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { array, asyncProperty, assert as check, nat } from 'fast-check'
import { readBrowserForm } from '../../../../server/object-api/post/browser-form.ts'

const TYPE = 'multipart/form-data; boundary="the edge"'

function form(parts: Record<string, string>, end = '\r\n--the edge--\r\n'): Buffer {
  const texts = Object.entries(parts).map(
    ([name, value]) => `--the edge\r\nContent-Disposition: form-data; name="${name}"; filename="f"\r\n\r\n${value}`,
  )
  return Buffer.from(texts.join('\r\n') + end)
}

async function* cut(bytes: Buffer, at: readonly number[]): AsyncGenerator<Uint8Array> {
  let from = 0
  for (const to of [...at.map((position) => position % bytes.length).toSorted((a, b) => a - b), bytes.length]) {
    if (to > from) yield bytes.subarray(from, to)
    from = Math.max(from, to)
  }
}

async function read(source: AsyncIterable<Uint8Array>) {
  const { fields, file } = await readBrowserForm(TYPE, source)
  const chunks: Uint8Array[] = []
  for await (const chunk of file.content) chunks.push(chunk)
  return { fields: Object.fromEntries(fields), file: Buffer.concat(chunks).toString() }
}

describe('a form', () => {
  test('is read alike wherever the stream is cut', async () => {
    const content = 'line\r\n--the edg\r\n--\r\nrest'
    const bytes = form({ Key: 'k', note: '--the edge', file: content })
    await check(
      asyncProperty(array(nat(10_000), { maxLength: 12 }), async (at) => {
        assert.deepEqual(await read(cut(bytes, at)), { fields: { key: 'k', note: '--the edge' }, file: content })
      }),
      { numRuns: 200 },
    )
  })

  test('that ends within its file is malformed', async () => {
    await assert.rejects(read(cut(form({ file: 'abc' }, ''), [])), { code: 'MalformedPOSTRequest' })
  })

  test('what comes after the file is not looked at', async () => {
    const bytes = form({ key: 'k', file: 'abc', acl: 'private' })
    assert.deepEqual(await read(cut(bytes, [])), { fields: { key: 'k' }, file: 'abc' })
  })
})
