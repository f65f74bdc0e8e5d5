import type { ManifestSlice } from './slice-plan.ts'

/**
 * How many rows a slice has: always as many, or more with the rows before it. Growing slices are for tasks that may take
 * long: several threads share a short job, and the small ones, which come last, keep all of them busy to the end.
 */
export type SliceRows = number | { readonly least: number; readonly most: number }

/** What a growing slice is of the rows before it. */
const GROWTH = 1 / 16

/** Cuts a growing sequence of rows into slices; no slice spans two files. */
export class SliceCutter {
  readonly slices: ManifestSlice[] = []
  tasks = 0
  readonly #sliceRows: SliceRows
  #file = ''
  #from = 0
  #to = 0
  #rows = 0
  #wanted: number

  constructor(sliceRows: SliceRows) {
    this.#sliceRows = sliceRows
    this.#wanted = wantedRows(sliceRows, 0)
  }

  /** The rows that follow are the first of this file. */
  beginFile(path: string): void {
    this.endFile()
    this.#file = path
    this.#from = 0
    this.#to = 0
  }

  endFile(): void {
    if (this.#rows > 0) this.#cut()
  }

  /** Adds consecutive rows; `endOf(i)` is the file offset behind row `i`. */
  addRows(count: number, endOf: (row: number) => number): void {
    for (let added = 0; added < count; ) {
      const taken = Math.min(count - added, this.#wanted - this.#rows)
      added += taken
      this.#rows += taken
      this.tasks += taken
      this.#to = endOf(added - 1)
      if (this.#rows === this.#wanted) this.#cut()
    }
  }

  #cut(): void {
    this.slices.push({
      number: this.slices.length,
      file: this.#file,
      from: this.#from,
      to: this.#to,
      rows: this.#rows,
    })
    this.#from = this.#to
    this.#rows = 0
    this.#wanted = wantedRows(this.#sliceRows, this.tasks)
  }
}

function wantedRows(sliceRows: SliceRows, before: number): number {
  if (typeof sliceRows === 'number') return sliceRows
  return Math.min(Math.max(sliceRows.least, Math.floor(before * GROWTH)), sliceRows.most)
}
