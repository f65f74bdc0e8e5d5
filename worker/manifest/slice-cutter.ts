import type { ManifestSlice } from './slice-plan.ts'

/** Cuts a growing sequence of rows into slices of a fixed number of rows; no slice spans two files. */
export class SliceCutter {
  readonly slices: ManifestSlice[] = []
  tasks = 0
  readonly #rowsPerSlice: number
  #file = ''
  #from = 0
  #to = 0
  #rows = 0

  constructor(rowsPerSlice: number) {
    this.#rowsPerSlice = rowsPerSlice
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
    this.tasks += count
    for (let added = 0; added < count; ) {
      const taken = Math.min(count - added, this.#rowsPerSlice - this.#rows)
      added += taken
      this.#rows += taken
      this.#to = endOf(added - 1)
      if (this.#rows === this.#rowsPerSlice) this.#cut()
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
  }
}
