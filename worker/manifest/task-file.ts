import { csvCell } from './csv-cell.ts'
import { byteStringOf } from './latin1.ts'
import type { CheckedRows } from './manifest-rows.ts'
import type { SliceCutter } from './slice-cutter.ts'
import { TextFile } from './text-file.ts'

/** Rows sorted together: neighbours in a window fall on the same database pages, which is 7 times faster. */
export const windowRows = 100_000
/** A window also ends when this many bytes of manifest were read for it, so that long rows do not fill the memory. */
const windowBytes = 64 * 1024 * 1024
/** Rows joined into one text before it is written. */
const rowsPerWrite = 2_000

/** Writes manifest rows as a task file, sorted by bucket and decoded key in windows. */
export class TaskFile {
  readonly #file: TextFile
  readonly #cutter: SliceCutter
  #window = emptyWindow()

  constructor(path: string, cutter: SliceCutter) {
    this.#file = new TextFile(path, { md5: false })
    this.#cutter = cutter
    cutter.beginFile(path)
  }

  /** Adds the rows of a block that took `bytes` bytes of manifest. */
  add(rows: CheckedRows, bytes: number): void {
    for (const [index, { bucket, first }] of rows.runs.entries()) {
      const end = rows.runs[index + 1]?.first ?? rows.keys.length
      for (let row = first; row < end; row++) {
        this.#window.buckets.push(bucket)
        this.#window.keys.push(rows.keys[row] ?? '')
        this.#window.lines.push(lineOf(rows, bucket, row))
        if (this.#window.lines.length === windowRows) this.#flush()
      }
    }
    this.#window.bytes += bytes
    if (this.#window.bytes >= windowBytes) this.#flush()
  }

  end(): void {
    this.#flush()
    this.#file.end()
    this.#cutter.endFile()
  }

  abandon(): void {
    this.#file.abandon()
  }

  #flush(): void {
    const { lines } = this.#window
    const order = isSorted(this.#window) ? undefined : sortedOrder(this.#window)
    for (let first = 0; first < lines.length; first += rowsPerWrite) {
      const end = Math.min(first + rowsPerWrite, lines.length)
      this.#write(order?.slice(first, end).map((row) => lines[row] ?? '') ?? lines.slice(first, end))
    }
    this.#window = emptyWindow()
  }

  #write(lines: readonly string[]): void {
    const ends: number[] = []
    let end = this.#file.bytes
    for (const line of lines) ends.push((end += line.length))
    this.#cutter.addRows(lines.length, (row) => ends[row] ?? 0)
    this.#file.write(lines.join(''))
  }
}

interface Window {
  readonly buckets: string[]
  readonly keys: string[]
  /** Byte strings. */
  readonly lines: string[]
  bytes: number
}

function emptyWindow(): Window {
  return { buckets: [], keys: [], lines: [], bytes: 0 }
}

function lineOf(rows: CheckedRows, bucket: string, row: number): string {
  const key = rows.rawKeys[row] ?? ''
  const versionId = rows.versionIds?.[row]
  if (!rows.quoted) return versionId === undefined ? `${bucket},${key}\n` : `${bucket},${key},${versionId}\n`
  const cells = versionId === undefined ? [bucket, key] : [bucket, key, versionId]
  return `${cells.map(csvCell).join(',')}\n`
}

function isSorted({ buckets, keys }: Window): boolean {
  for (let row = 1; row < keys.length; row++) {
    const bucket = buckets[row] ?? ''
    const before = buckets[row - 1] ?? ''
    if (bucket < before || (bucket === before && (keys[row] ?? '') < (keys[row - 1] ?? ''))) return false
  }
  return true
}

/**
 * Row numbers by bucket, then key, both as UTF-8 bytes, then by place. Sorting plain one-byte texts that carry their
 * row number is several times faster than sorting numbers with a comparing function.
 */
function sortedOrder({ buckets, keys }: Window): readonly number[] {
  const texts = keys.map((key, row) => `${buckets[row] ?? ''}\0${byteStringOf(key)}\0${rowDigits(row)}`)
  return texts.sort().map((text) => Number.parseInt(text.slice(-rowWidth), 36))
}

const rowWidth = 4

function rowDigits(row: number): string {
  return row.toString(36).padStart(rowWidth, '0')
}
