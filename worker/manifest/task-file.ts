import { csvCell } from './csv-cell.ts'
import { byteStringOf } from './latin1.ts'
import type { CheckedRows } from './manifest-rows.ts'
import { RowTexts } from './row-texts.ts'
import type { SliceCutter } from './slice-cutter.ts'
import { TextFile } from './text-file.ts'

/** Rows sorted together: neighbours in a window fall on the same database pages, which is 7 times faster. */
export const windowRows = 100_000
/** A window also ends when this many bytes of text are in it, so that long rows do not fill the memory. */
const windowBytes = 32 * 1024 * 1024

/** Writes manifest rows as a task file, sorted by bucket and decoded key in windows. */
export class TaskFile {
  readonly #file: TextFile
  readonly #cutter: SliceCutter
  readonly #lines = new RowTexts()
  readonly #sortTexts = new RowTexts()
  #sorted = true

  constructor(path: string, cutter: SliceCutter) {
    this.#file = new TextFile(path, { md5: false })
    this.#cutter = cutter
    cutter.beginFile(path)
  }

  /** Adds the rows of a block; `sorted` says that they are in order, and in order behind the rows before them. */
  add(rows: CheckedRows, sorted: boolean): void {
    const buckets = bucketsOf(rows)
    const firstRow = this.#lines.rows
    this.#lines.append(buckets.map((bucket, row) => lineOf(rows, bucket, row)))
    this.#sortTexts.append(buckets.map((bucket, row) => sortText(bucket, rows.keys[row] ?? '', firstRow + row)))
    this.#sorted &&= sorted
    if (this.#lines.rows >= windowRows || this.#lines.bytes.length >= windowBytes) this.#flush()
  }

  end(): void {
    this.#flush()
    this.#file.end()
    this.#cutter.endFile()
  }

  /** To be called in any case; what was not ended before is lost. */
  abandon(): void {
    this.#lines.free()
    this.#sortTexts.free()
    this.#file.abandon()
  }

  #flush(): void {
    if (this.#sorted) this.#writeInOrder()
    else this.#writeSorted()
    this.#lines.clear()
    this.#sortTexts.clear()
    this.#sorted = true
  }

  #writeInOrder(): void {
    const offset = this.#file.bytes
    this.#cutter.addRows(this.#lines.rows, (row) => offset + this.#lines.end(row))
    this.#file.writeBytes(this.#lines.bytes)
  }

  #writeSorted(): void {
    const { bytes } = this.#lines
    const ends: number[] = []
    for (const text of this.#sortTexts.texts().sort()) {
      const row = rowIn(text)
      this.#file.writeBytes(bytes, this.#lines.start(row), this.#lines.end(row))
      ends.push(this.#file.bytes)
    }
    this.#cutter.addRows(ends.length, (row) => ends[row] ?? 0)
  }
}

function bucketsOf({ runs, keys }: CheckedRows): readonly string[] {
  const buckets: string[] = []
  for (const [index, { bucket }] of runs.entries()) {
    const end = runs[index + 1]?.first ?? keys.length
    while (buckets.length < end) buckets.push(bucket)
  }
  return buckets
}

function lineOf(rows: CheckedRows, bucket: string, row: number): string {
  const key = rows.rawKeys[row] ?? ''
  const versionId = rows.versionIds?.[row]
  if (!rows.quoted) return versionId === undefined ? `${bucket},${key}\n` : `${bucket},${key},${versionId}\n`
  const cells = versionId === undefined ? [bucket, key] : [bucket, key, versionId]
  return `${cells.map(csvCell).join(',')}\n`
}

const rowDigits = 6

/**
 * Sorts by bucket, then key, both as UTF-8 bytes, then by place. Sorting plain one-byte texts that carry their row number
 * is several times faster than sorting numbers with a comparing function.
 */
function sortText(bucket: string, key: string, row: number): string {
  return `${bucket}\0${byteStringOf(key)}\0${String(row).padStart(rowDigits, '0')}`
}

function rowIn(text: string): number {
  return Number(text.slice(-rowDigits))
}
