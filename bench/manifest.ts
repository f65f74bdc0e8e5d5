// Speed of the parts of a job that read manifests and write reports, one JSON line a case.
// Usage: node bench/manifest.ts [ROWS]
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { prepareManifest } from '../worker/manifest/prepare-manifest.ts'
import { readSlice } from '../worker/manifest/read-slice.ts'
import type { ManifestField, SlicePlan } from '../worker/manifest/slice-plan.ts'
import type { RowResult } from '../worker/report/row-result.ts'
import { writeReportFiles } from '../worker/report/write-report-files.ts'

const rows = Number(process.argv[2] ?? 1_000_000)
const folder = mkdtempSync(join(tmpdir(), 'bench-manifest-'))
try {
  await run()
} finally {
  rmSync(folder, { recursive: true })
}

async function run(): Promise<void> {
  const twoColumns = ['Bucket', 'Key'] as const
  const sorted = write('sorted.csv', (row) => `bench-bucket,${key(row)}\n`)
  await prepare('prepare, in key order', sorted, false, twoColumns)
  const plan = await prepare('prepare, in key order, again', sorted, false, twoColumns)
  read('read, %3D in keys', plan)
  report('report, all succeeded', plan, 0)
  report('report, 1 % failed', plan, 100)

  const plain = write('plain.csv', (row) => `bench-bucket,${key(row).replace('%3D', '=')}\n`)
  read('read, nothing to decode', await prepare('prepare, nothing to decode', plain, false, twoColumns))

  const shuffled = write('shuffled.csv', (row) => `bench-bucket,${key((row * 7_919) % rows)}\n`)
  read('read, sorted task file', await prepare('prepare, shuffled', shuffled, false, twoColumns))

  const fields = ['Bucket', 'Key', 'VersionId', 'Ignore', 'Ignore'] as const
  const inventory = write('inventory.csv', (row) => `"bench-bucket","${key(row)}","v${row}","true","1024"\n`)
  read('read, with versions', await prepare('prepare, quoted inventory', inventory, false, fields))
  const packed = join(folder, 'inventory.csv.gz')
  writeFileSync(packed, gzipSync(readFileSync(inventory)))
  await prepare('prepare, quoted inventory, gzip', packed, true, fields)
}

function key(row: number): string {
  return `data/dt%3D2024-01-01/part-${String(row).padStart(12, '0')}.parquet`
}

function write(name: string, line: (row: number) => string): string {
  const path = join(folder, name)
  const file = openSync(path, 'w')
  for (let first = 0; first < rows; first += 10_000) {
    let text = ''
    for (let row = first; row < Math.min(first + 10_000, rows); row++) text += line(row)
    writeSync(file, text)
  }
  closeSync(file)
  return path
}

async function prepare(
  what: string,
  path: string,
  gzip: boolean,
  fields: readonly ManifestField[],
): Promise<SlicePlan> {
  const began = process.hrtime.bigint()
  const plan = await prepareManifest({ files: [{ path, gzip }], fields, workFolder: folder, sliceRows: 10_000 })
  print(what, began)
  return plan!
}

function read(what: string, plan: SlicePlan): void {
  for (const round of ['', ', again']) {
    const began = process.hrtime.bigint()
    let seen = 0
    for (const slice of plan.slices) for (const chunk of readSlice(slice, plan.fields)) seen += chunk.keys.length
    if (seen !== rows) throw new Error(`${seen} rows read`)
    print(what + round, began)
  }
}

function report(what: string, plan: SlicePlan, everyFailed: number): void {
  const began = process.hrtime.bigint()
  writeReportFiles({
    slices: plan.slices.map((slice) => ({ slice, rowsRun: slice.rows, results: failures(slice.rows, everyFailed) })),
    versionIds: false,
    successMessage: 'Successful',
    scope: 'AllTasks',
    pathOf: (status) => join(folder, `${status}.csv`),
  })
  print(what, began)
}

function* failures(count: number, every: number): Generator<RowResult> {
  if (every === 0) return
  for (let row = 0; row < count; row += every) {
    yield {
      row,
      status: 'failed',
      httpStatus: 404,
      errorCode: 'NoSuchKey',
      message: 'The specified key does not exist.',
    }
  }
}

function print(what: string, began: bigint): void {
  const milliseconds = Number(process.hrtime.bigint() - began) / 1e6
  console.log(
    JSON.stringify({
      case: what,
      rows,
      milliseconds: Math.round(milliseconds),
      rowsPerSecond: Math.round((rows / milliseconds) * 1000),
      peakRssMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
    }),
  )
}
