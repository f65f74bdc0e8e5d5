import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync, linkSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, test } from 'node:test'
import type { SlicePlan } from '../../../worker/manifest/slice-plan.ts'
import { s3FailureMessage } from '../../../worker/report/failure-message.ts'
import type { ReportFile, RowResult } from '../../../worker/report/row-result.ts'
import { type ReportInput, writeReportFiles } from '../../../worker/report/write-report-files.ts'
import { prepareTexts, threeColumns, workFolder } from '../manifest/work-folder.ts'

const folder = workFolder()
const fixture = (path: string) => readFileSync(new URL(`../../../fixtures/${path}`, import.meta.url))
const pathOf: ReportInput['pathOf'] = (status, part) => join(folder, `${status}-${part}.csv`)

beforeEach(() => {
  for (const part of [1, 2, 3])
    for (const status of ['succeeded', 'failed'] as const) rmSync(pathOf(status, part), { force: true })
})

type Options = Partial<ReportInput> & {
  readonly results?: (slice: number) => readonly RowResult[]
  readonly rowsRun?: (slice: number) => number
}

function write(plan: SlicePlan | undefined, { results, rowsRun, ...input }: Options = {}): readonly ReportFile[] {
  return writeReportFiles({
    slices: plan!.slices.map((slice) => ({
      slice,
      rowsRun: rowsRun?.(slice.number) ?? slice.rows,
      results: results?.(slice.number) ?? [],
    })),
    versionIds: plan!.fields.includes('VersionId'),
    successMessage: 'Successful',
    scope: 'AllTasks',
    pathOf,
    ...input,
  })
}

const contentOf = (files: readonly ReportFile[]) => files.map(({ path }) => readFileSync(path, 'utf8'))
const failed = (row: number): RowResult => ({
  row,
  status: 'failed',
  httpStatus: 404,
  errorCode: 'NoSuchKey',
  message: 'm',
})

test('the worked example comes out byte for byte', async () => {
  const plan = await prepareTexts(folder, [fixture('manifests/worked-example.csv')])
  // Prepared in key order: a b.txt, missing.txt, photos/c.jpg.
  const failure = { httpStatus: 404, errorCode: 'NoSuchKey', message: 'The specified key does not exist.' }
  const ids = { requestId: 'EXAMPLE0REQUESTID', extendedRequestId: 'ZXhhbXBsZQ==' }
  const message = s3FailureMessage(failure, ids)
  const files = write(plan, { results: () => [{ row: 1, status: 'failed', ...failure, message }] })
  assert.deepEqual(files, [
    {
      status: 'succeeded',
      part: 1,
      path: pathOf('succeeded', 1),
      rows: 2,
      bytes: 97,
      md5: 'cfa919616729e5943bac35f9570fe0dc',
    },
    {
      status: 'failed',
      part: 1,
      path: pathOf('failed', 1),
      rows: 1,
      bytes: 222,
      md5: '8832ef888a731dc49aa66dd67cba7e6b',
    },
  ])
  assert.deepEqual(readFileSync(pathOf('succeeded', 1)), fixture('reports/worked-example-succeeded.csv'))
  assert.deepEqual(readFileSync(pathOf('failed', 1)), fixture('reports/worked-example-failed.csv'))
})

for (const status of ['succeeded', 'failed'] as const) {
  test(`published rows of ${status} tasks come out byte for byte`, async () => {
    const golden = fixture(`reports/published-${status}.csv`).toString()
    const rows = golden.split('\r\n').slice(0, -1).toSorted()
    const plan = await prepareTexts(folder, [rows.map((row) => `${row.split(',').slice(0, 3).join(',')}\n`).join('')], {
      fields: threeColumns,
    })
    const results = () => rows.map((row, index) => resultOf(row, index))
    const [text] = contentOf(write(plan, { results, successMessage: undefined }))
    assert.deepEqual(text?.split('\r\n'), [...rows, ''])
  })
}

function resultOf(row: string, index: number): RowResult {
  const [status, httpStatus, errorCode, ...message] = row.split(',').slice(3)
  const text = message.join(',')
  return {
    row: index,
    status: status === 'failed' ? 'failed' : 'succeeded',
    httpStatus: Number(httpStatus),
    errorCode: errorCode ?? '',
    message: text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text,
  }
}

describe('the beginning of a row', () => {
  test('is the key as the manifest encoded it', async () => {
    const plan = await prepareTexts(folder, ['b,pct%2520literal.txt\n'])
    assert.deepEqual(contentOf(write(plan)), ['b,pct%2520literal.txt,,succeeded,200,,Successful\r\n'])
  })

  test('has the version id where the manifest has one', async () => {
    const plan = await prepareTexts(folder, ['b,k,v1\nb,l,\n'], { fields: threeColumns })
    assert.deepEqual(contentOf(write(plan)), ['b,k,v1,succeeded,200,,Successful\r\nb,l,,succeeded,200,,Successful\r\n'])
  })

  test('follows the column order of the report, not of the manifest', async () => {
    const plan = await prepareTexts(folder, ['v1,x,k,b\n'], { fields: ['VersionId', 'Ignore', 'Key', 'Bucket'] })
    assert.deepEqual(contentOf(write(plan)), ['b,k,v1,succeeded,200,,Successful\r\n'])
  })

  test('is quoted only where it must be', async () => {
    const plan = await prepareTexts(folder, ['"b","a,b"\n"b","c"\n'])
    assert.deepEqual(contentOf(write(plan)), [
      'b,"a,b",,succeeded,200,,Successful\r\nb,c,,succeeded,200,,Successful\r\n',
    ])
  })

  test('is the same for CRLF manifests, a missing last line end and raw UTF-8', async () => {
    const plan = await prepareTexts(folder, ['b,a\r\nb,é'])
    assert.deepEqual(contentOf(write(plan)), ['b,a,,succeeded,200,,Successful\r\nb,é,,succeeded,200,,Successful\r\n'])
  })
})

describe('messages', () => {
  test('are quoted when they hold commas, quotes or line breaks', async () => {
    const plan = await prepareTexts(folder, ['b,k\n'])
    const results = () => [{ ...failed(0), message: 'a, "b"\nc' }]
    assert.deepEqual(contentOf(write(plan, { results })), ['b,k,,failed,404,NoSuchKey,"a, ""b""\nc"\r\n'])
  })

  test('are UTF-8 and may contain dollar signs', async () => {
    const plan = await prepareTexts(folder, ['b,k\nb,l\n'])
    const results = () => [{ ...failed(1), message: "été $& $'" }]
    const files = write(plan, { results, successMessage: "ça va $& $1 $'" })
    assert.deepEqual(contentOf(files), [
      "b,k,,succeeded,200,,ça va $& $1 $'\r\n",
      "b,l,,failed,404,NoSuchKey,été $& $'\r\n",
    ])
    assert.equal(files[1]?.bytes, Buffer.byteLength("b,l,,failed,404,NoSuchKey,été $& $'\r\n"))
  })
})

describe('which rows are in the report', () => {
  const abcd = () => prepareTexts(folder, ['b,a\nb,b\nb,c\nb,d\n'], { sliceRows: 2 })

  test('failures of every slice are told by their place in the slice', async () => {
    const results = (slice: number) => [failed(slice)]
    assert.deepEqual(contentOf(write(await abcd(), { results })), [
      'b,b,,succeeded,200,,Successful\r\nb,c,,succeeded,200,,Successful\r\n',
      'b,a,,failed,404,NoSuchKey,m\r\nb,d,,failed,404,NoSuchKey,m\r\n',
    ])
  })

  test('rows that have not been run are left out', async () => {
    const results = (slice: number) => (slice === 1 ? [failed(0), failed(1)] : [])
    const files = write(await abcd(), { results, rowsRun: () => 1 })
    assert.deepEqual(contentOf(files), ['b,a,,succeeded,200,,Successful\r\n', 'b,c,,failed,404,NoSuchKey,m\r\n'])
  })

  test('only failed rows are written for FailedTasksOnly', async () => {
    const results = (slice: number): readonly RowResult[] =>
      slice === 0 ? [failed(1)] : [{ row: 0, status: 'succeeded', httpStatus: 200, errorCode: '', message: 'x' }]
    const files = write(await abcd(), { results, scope: 'FailedTasksOnly' })
    assert.deepEqual(contentOf(files), ['b,b,,failed,404,NoSuchKey,m\r\n'])
    assert.equal(existsSync(pathOf('succeeded', 1)), false)
  })

  test('without a general success message, rows without a result are left out', async () => {
    const results = (slice: number): readonly RowResult[] =>
      slice === 0 ? [{ row: 1, status: 'succeeded', httpStatus: 200, errorCode: '', message: 'own' }] : []
    const files = write(await abcd(), { results, successMessage: undefined })
    assert.deepEqual(contentOf(files), ['b,b,,succeeded,200,,own\r\n'])
  })

  test('a status without rows has no file', async () => {
    assert.deepEqual(
      write(await abcd()).map(({ status }) => status),
      ['succeeded'],
    )
  })

  test('files are split when they have the rows allowed', async () => {
    const files = write(await abcd(), { maximumRowsPerFile: 3 })
    assert.deepEqual(
      files.map(({ part, rows }) => [part, rows]),
      [
        [1, 3],
        [2, 1],
      ],
    )
    assert.equal(readFileSync(pathOf('succeeded', 2), 'utf8'), 'b,d,,succeeded,200,,Successful\r\n')
  })

  test('results out of order are an error of ours', async () => {
    const plan = await abcd()
    assert.throws(() => write(plan, { results: () => [failed(1), failed(0)] }), /ascend/)
  })
})

test('a report written again replaces its files and leaves links to the old ones alone', async () => {
  const plan = await prepareTexts(folder, ['b,a\nb,b\n'])
  write(plan)
  const link = join(folder, 'link.csv')
  linkSync(pathOf('succeeded', 1), link)
  write(plan, { rowsRun: () => 1 })
  assert.equal(readFileSync(link, 'utf8').length, 2 * readFileSync(pathOf('succeeded', 1), 'utf8').length)
})

test('a long report over many blocks has every row once, with its MD5', async () => {
  const keys = Array.from({ length: 30_000 }, (_, row) => `${String(row).padStart(6, '0')}%3D${'x'.repeat(row % 50)}`)
  const plan = await prepareTexts(folder, [keys.map((key) => `b,${key}\n`).join('')], { sliceRows: 7000 })
  const results = (slice: number) =>
    Array.from({ length: slice === 4 ? 20 : 70 }, (_, index) => failed(index * 100 + slice))
  const files = write(plan, { results })
  assert.deepEqual(
    files.map(({ rows }) => rows),
    [29_700, 300],
  )
  const lines = contentOf(files).flatMap((text) => text.split('\r\n').slice(0, -1))
  assert.deepEqual(lines.map((line) => line.split(',')[1] ?? '').toSorted(), keys)
  for (const { path, bytes, md5 } of files) {
    const content = readFileSync(path)
    assert.deepEqual([bytes, md5], [content.length, createHash('md5').update(content).digest('hex')])
  }
  for (const [index, line] of contentOf([files[1]!])[0]!.split('\r\n').slice(0, -1).entries()) {
    const slice = Math.floor(index / 70)
    assert.equal(Number(line.slice(2, 8)), slice * 7000 + (index % 70) * 100 + slice)
  }
})
