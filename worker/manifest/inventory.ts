import { createHash } from 'node:crypto'
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { invalidManifest, missingSchemaFields } from './invalid-manifest.ts'
import type { ManifestField } from './slice-plan.ts'

export interface InventoryFile {
  readonly key: string
  /** Bytes, as stored (packed). */
  readonly size: number | undefined
  /** Lower-case hex. */
  readonly md5: string | undefined
}

/** What a job needs from the `manifest.json` of an S3 Inventory report (reference 5.3). */
export interface InventoryManifest {
  readonly fields: readonly ManifestField[]
  readonly files: readonly InventoryFile[]
  /** Where the data files lie; choice: undefined when not named, then they lie beside `manifest.json`. */
  readonly destinationBucket: string | undefined
}

/** Throws `JobFailed` when the text is not the index of an inventory report in CSV with buckets and keys. */
export function parseInventoryManifest(text: string): InventoryManifest {
  const manifest = objectOf(parseJson(text))
  // choice: AWS refuses ORC and Parquet reports; its text for that is not known.
  if (manifest['fileFormat'] !== 'CSV') throw invalidManifest('format')
  const files = manifest['files']
  if (!Array.isArray(files)) throw invalidManifest('format')
  return {
    fields: fieldsOf(textOf(manifest['fileSchema'])),
    files: files.map((file) => inventoryFileOf(objectOf(file))),
    destinationBucket: bucketOf(manifest['destinationBucket']),
  }
}

/**
 * Compares a data file with what `manifest.json` says of it.
 *
 * choice: a wrong size or MD5 fails the job; whether AWS checks them is not known (reference 5.3).
 */
export function verifyInventoryFile(path: string, expected: Pick<InventoryFile, 'size' | 'md5'>): void {
  const file = openSync(path, 'r')
  try {
    if (expected.size !== undefined && fstatSync(file).size !== expected.size) throw invalidManifest('format')
    if (expected.md5 !== undefined && md5Of(file) !== expected.md5) throw invalidManifest('format')
  } finally {
    closeSync(file)
  }
}

/** Whether a file begins like gzip: inventory data files may be plain CSV as well, whatever they are called. */
export function isGzipFile(path: string): boolean {
  const file = openSync(path, 'r')
  try {
    const start = Buffer.alloc(2)
    return readSync(file, start, 0, 2, 0) === 2 && start.readUInt16BE() === 0x1f8b
  } finally {
    closeSync(file)
  }
}

function fieldsOf(schema: string): readonly ManifestField[] {
  const names = schema.split(',').map((name) => name.trim())
  const missing = ['Bucket', 'Key'].filter((name) => !names.includes(name))
  if (missing.length > 0) throw missingSchemaFields(missing)
  // choice: a name that stands twice is used where it stands first.
  return names.map((name, index) => (isUsed(name) && names.indexOf(name) === index ? name : 'Ignore'))
}

function isUsed(name: string): name is ManifestField {
  return name === 'Bucket' || name === 'Key' || name === 'VersionId'
}

function inventoryFileOf(file: Readonly<Record<string, unknown>>): InventoryFile {
  const { key, size, MD5checksum: md5 } = file
  if (typeof key !== 'string' || key === '') throw invalidManifest('format')
  if (size !== undefined && (typeof size !== 'number' || !Number.isSafeInteger(size))) throw invalidManifest('format')
  if (md5 !== undefined && typeof md5 !== 'string') throw invalidManifest('format')
  return { key, size, md5: md5?.toLowerCase() }
}

function bucketOf(value: unknown): string | undefined {
  if (value === undefined) return undefined
  const arn = textOf(value)
  return arn.slice(arn.lastIndexOf(':') + 1)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw invalidManifest('format')
  }
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalidManifest('format')
  return Object.fromEntries(Object.entries(value))
}

function textOf(value: unknown): string {
  if (typeof value !== 'string') throw invalidManifest('format')
  return value
}

function md5Of(file: number): string {
  const hash = createHash('md5')
  const buffer = Buffer.allocUnsafe(256 * 1024)
  for (let read = readSync(file, buffer); read > 0; read = readSync(file, buffer)) hash.update(buffer.subarray(0, read))
  return hash.digest('hex')
}
