import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { JobFailed } from '../../../worker/job-failed.ts'
import { prepareManifest } from '../../../worker/manifest/prepare-manifest.ts'
import {
  entriesOf,
  keysOf,
  type PrepareOptions,
  prepareTexts,
  threeColumns,
  twoColumns,
  workFolder,
} from './work-folder.ts'

const folder = workFolder()
const prepare = (content: string | Buffer, options?: PrepareOptions) => prepareTexts(folder, [content], options)

function failsWith(reason: string) {
  return (error: unknown) => {
    assert.ok(error instanceof JobFailed)
    assert.deepEqual([error.code, error.reason], ['InvalidManifestContent', reason])
    return true
  }
}

const wrongColumns = failsWith('Unexpected number of task fields')
const wrongKey = failsWith('Invalid object key format')
const wrongFormat = failsWith('Manifest file is not properly formatted')

describe('what becomes of a manifest', () => {
  test('a plain manifest in key order is used where it lies', async () => {
    const plan = await prepare('b,a%201\nb,a%202\nb,c\n', { sliceRows: 2 })
    const file = join(folder, 'manifest-0.csv')
    assert.deepEqual(plan, {
      tasks: 3,
      fields: ['Bucket', 'Key'],
      slices: [
        { number: 0, file, from: 0, to: 16, rows: 2 },
        { number: 1, file, from: 16, to: 20, rows: 1 },
      ],
      singleBucket: 'b',
    })
  })

  test('a shuffled manifest is written anew in the UTF-8 order of bucket and decoded key', async () => {
    const plan = await prepare('b,z\nb,%F0%9F%98%80\na,y\nb,%EF%BF%BD\nb,%41\n')
    assert.equal(readFileSync(join(folder, 'tasks.csv'), 'latin1'), 'a,y\nb,%41\nb,z\nb,%EF%BF%BD\nb,%F0%9F%98%80\n')
    assert.equal(plan?.slices[0]?.file, join(folder, 'tasks.csv'))
    assert.equal(plan?.singleBucket, undefined)
  })

  test('ignored columns and another column order are normalised away', async () => {
    const plan = await prepare('k1,x,b,v1\nk2,y,b,v2\n', { fields: ['Key', 'Ignore', 'Bucket', 'VersionId'] })
    assert.equal(readFileSync(join(folder, 'tasks.csv'), 'latin1'), 'b,k1,v1\nb,k2,v2\n')
    assert.deepEqual(plan?.fields, threeColumns)
  })

  test('quoted cells are unquoted, and quoted again only where it is needed', async () => {
    await prepare('"b","plain"\n"b","with,comma"\nb,"with ""quotes"""\n')
    assert.equal(readFileSync(join(folder, 'tasks.csv'), 'latin1'), 'b,plain\nb,"with ""quotes"""\nb,"with,comma"\n')
  })

  test('a quoted task file reads back as the same keys', async () => {
    assert.deepEqual(keysOf(await prepare('"b","with,comma"\nb,"with ""quotes"""\n')), ['with "quotes"', 'with,comma'])
  })

  test('a quote inside an unquoted cell is an ordinary character', async () => {
    assert.deepEqual(keysOf(await prepare('b,5" disk\n')), ['5" disk'])
  })

  test('gzip data files are unpacked, also when there are several and one is empty', async () => {
    const plan = await prepareTexts(folder, ['b,2\nb,1\n', '', 'b,3'], { gzip: true })
    assert.deepEqual(keysOf(plan), ['1', '2', '3'])
  })

  test('several plain files in order are sliced where they lie, each for itself', async () => {
    const plan = await prepareTexts(folder, ['a,1\n', 'a,2\n'])
    assert.deepEqual(
      plan?.slices.map(({ file, from, to }) => [file, from, to]),
      [
        [join(folder, 'manifest-0.csv'), 0, 4],
        [join(folder, 'manifest-1.csv'), 0, 4],
      ],
    )
  })

  test('the last line may lack its line end', async () => {
    const plan = await prepare('b,1\nb,2')
    assert.deepEqual([plan?.slices[0]?.to, keysOf(plan)], [7, ['1', '2']])
  })

  test('lines may end in CRLF', async () => {
    assert.deepEqual(keysOf(await prepare('b,1\r\nb,2\r\n')), ['1', '2'])
    assert.deepEqual(keysOf(await prepare('b,1\nb,2\r\nb,3\n')), ['1', '2', '3'])
  })

  test('a row that stands twice is two tasks', async () => {
    assert.equal((await prepare('b,k\nb,k\n'))?.tasks, 2)
  })

  test('a cancelled preparation ends without a plan', async () => {
    assert.equal(await prepare('b,k\n', { cancelled: () => true }), undefined)
    assert.equal(await prepare('b,k\n', { cancelled: () => true, gzip: true }), undefined)
  })
})

describe('keys and versions', () => {
  test('percent-encoding and plus signs are decoded, the raw text is kept', async () => {
    const [entry] = entriesOf((await prepare('b,a%20b+c%2Bd%C3%A9\n'))!)
    assert.deepEqual(entry, { bucket: 'b', key: 'a b c+dé', versionId: undefined, rawKey: 'a%20b+c%2Bd%C3%A9' })
  })

  test('a key with an encoded line feed stays one key', async () => {
    assert.deepEqual(keysOf(await prepare('b,a%0Ab\nb,c%20d\n')), ['a\nb', 'c d'])
  })

  test('raw UTF-8 is accepted, also beside percent-encoding', async () => {
    const [first, second] = entriesOf((await prepare('b,é\nb,ü%20ü\n'))!)
    assert.deepEqual([first?.key, first?.rawKey, second?.key], ['é', 'é', 'ü ü'])
  })

  test('a character may be half raw and half encoded', async () => {
    assert.deepEqual(keysOf(await prepare(Buffer.from('b,\xc3%A9\n', 'latin1'))), ['é'])
  })

  test('bucket names are not decoded', async () => {
    assert.equal((await prepare('b%20c,k\n'))?.singleBucket, 'b%20c')
  })

  test('version ids are taken as they are; empty and null stay', async () => {
    const plan = await prepare('b,k1,\nb,k2,null\nb,k3,a%20b\n', { fields: threeColumns })
    assert.deepEqual(
      entriesOf(plan!).map(({ versionId }) => versionId),
      ['', 'null', 'a%20b'],
    )
  })

  test('a key of 1,024 bytes passes however long its encoded text is, one more byte does not', async () => {
    assert.deepEqual(keysOf(await prepare(`b,${'%C3%A9'.repeat(512)}\n`)), ['é'.repeat(512)])
    await assert.rejects(prepare(`b,${'%C3%A9'.repeat(512)}x\n`), wrongKey)
    await assert.rejects(prepare(`b,${'x'.repeat(1025)}\n`), wrongKey)
  })
})

describe('defects that fail the job', () => {
  const defects: readonly (readonly [string, string, ReturnType<typeof failsWith>, PrepareOptions?])[] = [
    ['a row with one column too few', 'b,k\nb\n', wrongColumns],
    ['a row with one column too many', 'b,k\nb,k,v\n', wrongColumns],
    ['a row without its version column', 'b,k,v\nb,k\n', wrongColumns, { fields: threeColumns }],
    ['a quoted row with one column too many', '"b","k","v"\n', wrongColumns],
    ['a blank line', 'b,k\n\nb,l\n', wrongColumns],
    ['a blank last line', 'b,k\n\n', wrongColumns],
    ['a bad percent-encoding', 'b,k%zz\n', wrongKey],
    ['a percent-encoding cut short', 'b,k%4\n', wrongKey],
    ['a key that is not UTF-8 when decoded', 'b,%FF\n', wrongKey],
    ['an encoded surrogate', 'b,%ED%A0%80\n', wrongKey],
    ['an empty key', 'b,\n', wrongKey],
    ['a line break inside quotes', '"b","a\nb"\n', wrongFormat],
    ['text behind a closing quote', '"b"x,k\n', wrongFormat],
    ['a quote that is never closed', 'b,"k\n', wrongFormat],
    ['a lone carriage return', 'b,k\rb,l\n', wrongFormat],
    ['a NUL byte', 'b,k\0\n', wrongFormat],
    ['a byte order mark', '\ufeffb,k\n', wrongFormat],
    ['no row at all', '', wrongFormat],
    ['a line over 1 MiB', `b,${'k'.repeat(1024 * 1024)}\n`, wrongFormat],
    ['a version id that is not ASCII', 'b,k,é\n', failsWith('Invalid version ID format'), { fields: threeColumns }],
  ]
  for (const [name, content, expected, options] of defects) {
    test(name, () => assert.rejects(prepare(content, options), expected))
    test(`${name}, in gzip`, () => assert.rejects(prepare(content, { ...options, gzip: true }), expected))
  }

  test('more rows than allowed', () =>
    assert.rejects(
      prepare('b,1\nb,2\nb,3\n', { maximumRows: 2 }),
      failsWith(
        'The S3 Batch Operations job failed because it contains more keys than the maximum allowed in a single job',
      ),
    ))

  test('columns without a key', () =>
    assert.rejects(prepare('b\n', { fields: ['Bucket'] }), failsWith('Required fields are missing in the schema: Key')))

  for (const [name, content] of [
    ['a truncated gzip file', gzipSync('b,k\n'.repeat(1000)).subarray(0, -9)],
    ['a corrupt gzip file', gzipSync('b,k\n'.repeat(1000)).fill(0x55, 12, 20)],
    ['a plain file said to be gzip', Buffer.from('b,k\n')],
  ] as const) {
    test(name, async () => {
      const path = join(folder, 'broken.gz')
      writeFileSync(path, content)
      const input = { files: [{ path, gzip: true }], fields: twoColumns, workFolder: folder, sliceRows: 10 }
      await assert.rejects(prepareManifest(input), wrongFormat)
    })
  }

  test('a missing file is no defect of the manifest but an error of ours', async () => {
    const files = [{ path: join(folder, 'absent'), gzip: true }]
    const error: unknown = await prepareManifest({
      files,
      fields: twoColumns,
      workFolder: folder,
      sliceRows: 1,
    }).catch((reason: unknown) => reason)
    assert.ok(error instanceof Error && !(error instanceof JobFailed))
  })
})

test('sorted lists one behind the other, as long as a window on average, stay where they lie', async () => {
  const list = Array.from({ length: 100_000 }, (_, row) => `b,${String(row).padStart(6, '0')}\n`).join('')
  const plan = await prepare(list + list, { sliceRows: 50_000 })
  assert.deepEqual(
    plan?.slices.map(({ file, rows }) => [file, rows]),
    Array.from({ length: 4 }, () => [join(folder, 'manifest-0.csv'), 50_000]),
  )
})
