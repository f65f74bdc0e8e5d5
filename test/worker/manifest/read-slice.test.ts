import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { readSlice } from '../../../worker/manifest/read-slice.ts'
import type { ManifestChunk, SlicePlan } from '../../../worker/manifest/slice-plan.ts'
import { entriesOf, prepareTexts, threeColumns, workFolder } from './work-folder.ts'

const folder = workFolder()

/** Rows of many lengths, 3 MB in all, so that blocks of 256 KiB end at all sorts of places. */
function longManifest(lineEnd: string): string {
  let text = ''
  for (let row = 0; row < 20_000; row++) {
    text += `b${Math.floor(row / 7000)},${String(row).padStart(8, '0')}%3D${'x'.repeat((row * 31) % 300)}${lineEnd}`
  }
  return text
}

const chunksOf = (plan: SlicePlan, maximumRows?: number): readonly ManifestChunk[] =>
  plan.slices.flatMap((slice) => [...readSlice(slice, plan.fields, maximumRows === undefined ? {} : { maximumRows })])

describe('chunks of a slice', () => {
  for (const [name, lineEnd] of [
    ['LF', '\n'],
    ['CRLF', '\r\n'],
  ] as const) {
    test(`every row comes once and in order across blocks and slices, with ${name}`, async () => {
      const plan = await prepareTexts(folder, [longManifest(lineEnd)], { sliceRows: 3000 })
      const rows = entriesOf(plan!).map(({ key }) => Number(key.slice(0, 8)))
      assert.deepEqual(
        rows,
        Array.from({ length: 20_000 }, (_, row) => row),
      )
    })
  }

  test('a chunk names one bucket and has at most as many entries as asked for', async () => {
    const plan = await prepareTexts(folder, ['a,1\na,2\na,3\nb,1\nb,2\n'])
    assert.deepEqual(
      chunksOf(plan!, 2).map(({ bucket, keys, firstRow, from, to }) => ({ bucket, keys, firstRow, from, to })),
      [
        { bucket: 'a', keys: ['1', '2'], firstRow: 0, from: 0, to: 8 },
        { bucket: 'a', keys: ['3'], firstRow: 2, from: 8, to: 12 },
        { bucket: 'b', keys: ['1', '2'], firstRow: 3, from: 12, to: 20 },
      ],
    )
  })

  test('the ranges of chunks follow one another and fill the slice', async () => {
    const plan = await prepareTexts(folder, [longManifest('\r\n').trimEnd()], { sliceRows: 3000 })
    for (const slice of plan!.slices) {
      let at = slice.from
      for (const { from, to } of readSlice(slice, plan!.fields)) {
        assert.equal(from, at)
        at = to
      }
      assert.equal(at, slice.to)
    }
  })

  test('reading goes on from the end of any chunk', async () => {
    const plan = await prepareTexts(folder, [longManifest('\n')], { sliceRows: 7500 })
    const slice = plan!.slices[1]!
    const whole = [...readSlice(slice, plan!.fields)]
    for (const [index, { to, firstRow, keys }] of whole.entries()) {
      const start = { offset: to, row: firstRow + keys.length }
      const [next] = readSlice(slice, plan!.fields, { start })
      assert.equal(next?.firstRow, whole[index + 1]?.firstRow)
      assert.equal(next?.keys[0], whole[index + 1]?.keys[0])
    }
  })
})

describe('any keys', () => {
  const cell = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 })
  const rows = fc.array(
    fc.record({
      bucket: fc.constantFrom('a', 'a-b', 'a.b', 'b'),
      key: cell,
      versionId: fc.constantFrom('', 'null', 'v1'),
      style: fc.constantFrom('encoded', 'every byte', 'form', 'quoted'),
      lineEnd: fc.constantFrom('\n', '\r\n'),
    }),
    { minLength: 1, maxLength: 30 },
  )

  test('come back decoded, whatever way they were written', async () => {
    await fc.assert(
      fc.asyncProperty(rows, async (list) => {
        const text = list.map((row) => `${line(row)}${row.lineEnd}`).join('')
        const plan = await prepareTexts(folder, [text], { fields: threeColumns, sliceRows: 4 })
        const read = entriesOf(plan!).map(({ bucket, key, versionId }) => JSON.stringify([bucket, key, versionId]))
        const written = list.map(({ bucket, key, versionId }) => JSON.stringify([bucket, key, versionId]))
        assert.deepEqual(read.sort(), written.sort())
      }),
      { numRuns: 200 },
    )
  })

  function line(row: { bucket: string; key: string; versionId: string; style: string }): string {
    const cells = [row.bucket, written(row.key, row.style), row.versionId]
    return (row.style === 'quoted' ? cells.map((text) => `"${text.replaceAll('"', '""')}"`) : cells).join(',')
  }

  function written(key: string, style: string): string {
    if (style === 'every byte') return Buffer.from(key).toString('hex').replaceAll(/../g, '%$&')
    if (style === 'form') return encodeURIComponent(key).replaceAll('%20', '+')
    // Raw text, save what a manifest cannot hold raw.
    if (style === 'quoted') return key.replaceAll(/[%+\0\r\n\ufeff]/g, encodeURIComponent)
    return encodeURIComponent(key)
  }
})
