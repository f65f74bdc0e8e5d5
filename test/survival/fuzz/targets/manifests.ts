/** What jobs read: manifests in CSV, packed or not, inventory indexes, and their own task files after a crash. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { DamagedFile } from '../../../../db/model/damaged-file.ts'
import { parseInventoryManifest } from '../../../../worker/manifest/inventory.ts'
import { prepareManifest } from '../../../../worker/manifest/prepare-manifest.ts'
import { readSlice } from '../../../../worker/manifest/read-slice.ts'
import { checkSlice } from '../../../../worker/manifest/slice-checksum.ts'
import type { ManifestField, SlicePlan } from '../../../../worker/manifest/slice-plan.ts'
import { Defect, type FuzzTarget, firstLine } from '../target.ts'
import { isJobFailure } from './refusals.ts'

export const MANIFEST_WORDS = [
  '"',
  '""',
  '","',
  ',',
  '\n',
  '\r\n',
  '\r',
  '\n\n',
  '%',
  '%20',
  '%0A',
  '%00',
  '%ff',
  '+',
  'bucket,',
  'bucket,key\n',
  '"bucket","key"\n',
  '\ufeff',
  'x'.repeat(1100),
  '%C3%A9',
  ',,',
  '"a\nb"',
]

const FIELDS = [
  'Bucket,Key',
  'Bucket,Key,VersionId',
  'Key,Bucket',
  'Ignore,Bucket,Ignore,Key',
  'Bucket,Key,Ignore',
] as const

let folder: string | undefined

function workFolder(): string {
  folder ??= mkdtempSync(join(tmpdir(), 'fuzz-manifests-'))
  return folder
}

function removeFolder(): void {
  if (folder === undefined) return
  const others = readdirSync(folder).filter((name) => !['in', 'tasks.csv'].includes(name))
  rmSync(folder, { recursive: true })
  folder = undefined
  if (others.length > 0) throw new Defect(`files that are nobody's: ${others.join(', ')}`)
}

async function prepare(bytes: Uint8Array, fields: readonly ManifestField[], gzip: boolean): Promise<SlicePlan> {
  const path = join(workFolder(), 'in')
  writeFileSync(path, bytes)
  const plan = await prepareManifest({ files: [{ path, gzip }], fields, workFolder: workFolder(), sliceRows: 3 })
  if (plan === undefined) throw new Defect('it was cancelled')
  return plan
}

/** Every task of the plan is there, and stands where the plan says. */
function readAll(plan: SlicePlan): number {
  let tasks = 0
  for (const slice of plan.slices) {
    let rows = 0
    for (const { keys, rawKeys } of readSlice(slice, plan.fields)) {
      if (rawKeys().length !== keys.length) throw new Defect('a key was lost')
      rows += keys.length
    }
    if (rows !== slice.rows) throw new Defect(`slice ${slice.number} has ${rows} rows and should have ${slice.rows}`)
    tasks += rows
  }
  if (tasks !== plan.tasks) throw new Defect(`${tasks} tasks instead of ${plan.tasks}`)
  return tasks
}

export function fieldsOf(line: string): readonly ManifestField[] {
  const known = (FIELDS as readonly string[]).includes(line) ? line : FIELDS[line.length % FIELDS.length]
  return (known ?? '').split(',') as ManifestField[]
}

/** The fields, a line feed, and the manifest. Packed it has as many tasks as plain. */
export const csvManifests: FuzzTarget = {
  seeds: 'csv',
  words: [...MANIFEST_WORDS, 'Bucket,Key\n', 'Bucket,Key,VersionId\n'],
  maxBytes: 64 * 1024,
  weight: 2,
  async run(input, random) {
    const [line, bytes] = firstLine(input)
    const fields = fieldsOf(line)
    const tasks = readAll(await prepare(bytes, fields, false))
    if (random.below(4) > 0) return
    const packed = readAll(await prepare(gzipSync(bytes, { level: 1 }), fields, true))
    if (packed !== tasks) throw new Defect(`${tasks} tasks plain, ${packed} packed`)
  },
  isRefusal: isJobFailure,
  end: removeFolder,
}

/** A data file of an inventory report, packed. */
export const inventoryData: FuzzTarget = {
  seeds: 'gzip',
  made: () => [gzipSync('bucket,key\n'.repeat(5_000))],
  words: [],
  maxBytes: 4 * 1024,
  weight: 1,
  async run(input) {
    readAll(await prepare(input, ['Bucket', 'Key'], true))
  },
  isRefusal: isJobFailure,
  end: removeFolder,
}

/** `manifest.json`. */
export const inventoryIndexes: FuzzTarget = {
  seeds: 'inventory',
  words: [
    '"fileFormat"',
    '"CSV"',
    '"files"',
    '[]',
    '{}',
    '"Bucket, Key"',
    '"size"',
    '"MD5checksum"',
    '"__proto__":',
    'null',
  ],
  maxBytes: 64 * 1024,
  weight: 5,
  run(input) {
    const { fields, files } = parseInventoryManifest(input.toString('utf8'))
    if (!fields.includes('Bucket') || files.some(({ key }) => key === ''))
      throw new Defect('an index without what it needs')
  },
  isRefusal: isJobFailure,
}

/** A task file that has changed since its slices were cut: `from to rows`, a line feed, the file. */
export const taskFiles: FuzzTarget = {
  seeds: 'tasks',
  words: MANIFEST_WORDS,
  maxBytes: 16 * 1024,
  weight: 2,
  run(input, random) {
    const [line, bytes] = firstLine(input)
    const [from = 0, to = 0, rows = 0] = line
      .split(' ')
      .map((text) => Math.min(Math.abs(Number.parseInt(text, 10) || 0), 2 ** 40))
    const file = join(workFolder(), 'in')
    writeFileSync(file, bytes)
    const slice = { number: 0, file, from, to: Math.max(from, to), rows }
    const start = random.below(2) === 0 ? {} : { start: { offset: from + random.below(50), row: random.below(5) } }
    for (const { keys } of readSlice(slice, ['Bucket', 'Key'], start))
      if (keys.length === 0) throw new Defect('an empty chunk')
    checkSlice(slice)
  },
  isRefusal: (error) => isJobFailure(error) || error instanceof DamagedFile,
  end: removeFolder,
}
