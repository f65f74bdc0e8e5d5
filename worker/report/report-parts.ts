import { TextFile } from '../manifest/text-file.ts'
import type { ReportFile, TaskStatus } from './row-result.ts'

/** The result files of one status; a file is opened with its first row. */
export class ReportParts {
  readonly #status: TaskStatus
  readonly #pathOf: (status: TaskStatus, part: number) => string
  readonly #maximumRows: number
  readonly #files: ReportFile[] = []
  #open: TextFile | undefined
  #rows = 0

  constructor(status: TaskStatus, pathOf: (status: TaskStatus, part: number) => string, maximumRows: number) {
    this.#status = status
    this.#pathOf = pathOf
    this.#maximumRows = maximumRows
  }

  /** How many rows the next write may bring. */
  get room(): number {
    return this.#maximumRows - this.#rows
  }

  write(byteString: string, rows: number): void {
    this.#open ??= new TextFile(this.#pathOf(this.#status, this.#files.length + 1), { md5: true })
    this.#open.write(byteString)
    this.#rows += rows
    if (this.room <= 0) this.#close()
  }

  end(): readonly ReportFile[] {
    this.#close()
    return this.#files
  }

  abandon(): void {
    this.#open?.abandon()
    this.#open = undefined
  }

  #close(): void {
    if (this.#open === undefined) return
    const { path, bytes } = this.#open
    const md5 = this.#open.end()
    this.#files.push({ status: this.#status, part: this.#files.length + 1, path, rows: this.#rows, bytes, md5 })
    this.#open = undefined
    this.#rows = 0
  }
}
