import type { Encryption, ObjectVersion } from '../../db/model/object.ts'
import { objectEtag } from '../../db/model/object-etag.ts'
import type { ObjectStore } from '../../db/objects/object-store.ts'
import { type PackedCsv, packedCsv } from './packed-csv.ts'

/** Where a report's objects go and how they are kept. */
export interface InventoryTarget {
  readonly bucket: string
  /** Account that owns what is written. */
  readonly owner: string
  /** Undefined: as the bucket encrypts by default. */
  readonly encryption: Encryption | undefined
}

/** A data file as `manifest.json` lists it. */
export interface InventoryDataFile {
  readonly key: string
  readonly size: number
  readonly MD5checksum: string
}

export interface InventoryFiles {
  /** Rows as CSV text, each with its line feed. */
  add(rows: readonly string[]): Promise<void>
  finish(): Promise<readonly InventoryDataFile[]>
  /** Throws the file that is being written away; those before it stay. */
  abort(): Promise<void>
}

/** choice: AWS does not say when it begins a new data file. */
const ROWS_A_FILE = 1_000_000

/** Writes the data files of an inventory report, gzip CSV, however many rows there are. */
export function inventoryFiles(
  { writes }: Pick<ObjectStore, 'writes'>,
  target: InventoryTarget,
  keyOf: (number: number) => string,
  rowsAFile = ROWS_A_FILE,
): InventoryFiles {
  const files: InventoryDataFile[] = []
  let open: PackedCsv | undefined
  let rowsInFile = 0

  const close = async (): Promise<void> => {
    if (open === undefined) return
    const packed = await open.finish()
    open = undefined
    rowsInFile = 0
    const key = keyOf(files.length)
    await putReportObject({ writes }, target, { key, contentType: 'application/octet-stream', ...packed })
    files.push({ key, size: packed.size, MD5checksum: packed.md5 })
  }
  return {
    async add(rows) {
      for (let from = 0; from < rows.length; ) {
        open ??= packedCsv(writes)
        const taken = rows.slice(from, from + rowsAFile - rowsInFile)
        await open.write(taken.join(''))
        from += taken.length
        rowsInFile += taken.length
        if (rowsInFile === rowsAFile) await close()
      }
    },
    async finish() {
      await close()
      return files
    },
    async abort() {
      await open?.abort()
      open = undefined
    },
  }
}

export interface ReportObject {
  readonly key: string
  readonly contentType: string
  readonly body: Parameters<ObjectStore['writes']['put']>[0]['body']
  readonly md5: string
}

/** Puts one object of a report. */
export function putReportObject(
  { writes }: Pick<ObjectStore, 'writes'>,
  { bucket, owner, encryption }: InventoryTarget,
  { key, contentType, body, md5 }: ReportObject,
): Promise<ObjectVersion> {
  const etag = objectEtag(md5, encryption)
  return writes.put({ bucket, key, owner, headers: { contentType }, encryption, etag, body })
}
