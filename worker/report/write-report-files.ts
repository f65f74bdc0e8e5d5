import { csvCell } from '../manifest/csv-cell.ts'
import { byteStringOf } from '../manifest/latin1.ts'
import { plainBlocks } from '../manifest/line-blocks.ts'
import { ReportParts } from './report-parts.ts'
import type { ReportedSlice, ReportFile, RowResult, TaskStatus } from './row-result.ts'

export interface ReportInput {
  /** Taken one at a time, so that they can come lazily out of a database. */
  readonly slices: Iterable<ReportedSlice>
  /** Whether the task files have a VersionId column. */
  readonly versionIds: boolean
  /**
   * The message of rows that ran and have no result of their own: receipts of most operations record failures only.
   * Undefined when every row that ran has its result (Lambda, checksums): rows without one are then left out.
   */
  readonly successMessage: string | undefined
  readonly scope: 'AllTasks' | 'FailedTasksOnly'
  /** Where to write; `part` counts from 1. */
  readonly pathOf: (status: TaskStatus, part: number) => string
  /** A file that has this many rows is closed and the next part begun; one file a status unless told. */
  readonly maximumRowsPerFile?: number
}

/**
 * Writes the result files of a completion report (reference 8.3) and tells what it wrote, succeeded files first. A
 * report row begins with the task file's row, byte for byte; a status without rows has no file. The result depends on
 * the input alone, so a report that a crash interrupted is simply written again.
 */
export function writeReportFiles(input: ReportInput): readonly ReportFile[] {
  const report = new Report(input)
  try {
    for (const slice of input.slices) report.add(slice)
    return report.end()
  } catch (error) {
    report.abandon()
    throw error
  }
}

class Report {
  readonly #input: ReportInput
  readonly #parts: Readonly<Record<TaskStatus, ReportParts>>
  /** What replaces the line feed of a task file's row that succeeded without a result of its own. */
  readonly #plainEnding: string | undefined

  constructor(input: ReportInput) {
    this.#input = input
    const maximumRows = input.maximumRowsPerFile ?? Number.POSITIVE_INFINITY
    this.#parts = {
      succeeded: new ReportParts('succeeded', input.pathOf, maximumRows),
      failed: new ReportParts('failed', input.pathOf, maximumRows),
    }
    this.#plainEnding =
      input.successMessage === undefined || input.scope === 'FailedTasksOnly'
        ? undefined
        : this.#ending({
            status: 'succeeded',
            httpStatus: 200,
            errorCode: '',
            message: input.successMessage,
          }).replaceAll('$', '$$$$')
  }

  add({ slice, rowsRun, results }: ReportedSlice): void {
    const upcoming = new Upcoming(results)
    let row = 0
    for (const block of plainBlocks(slice.file, slice.from, slice.to)) {
      const text = block.text.includes('\r') ? block.text.replaceAll('\r\n', '\n') : block.text
      for (let start = 0; start < text.length; ) {
        if (row >= rowsRun || (upcoming.result === undefined && this.#plainEnding === undefined)) return
        const result = upcoming.result?.row === row ? upcoming.result : undefined
        const rows = result === undefined ? Math.min(upcoming.result?.row ?? rowsRun, rowsRun) - row : 1
        const run = linesFrom(text, start, rows)
        if (result === undefined) this.#addPlain(text.slice(start, run.end), run.count)
        else {
          this.#addResult(text.slice(start, run.end - 1), result)
          upcoming.advance()
        }
        start = run.end
        row += run.count
      }
    }
  }

  end(): readonly ReportFile[] {
    return [...this.#parts.succeeded.end(), ...this.#parts.failed.end()]
  }

  abandon(): void {
    this.#parts.succeeded.abandon()
    this.#parts.failed.abandon()
  }

  #addPlain(lines: string, count: number): void {
    if (this.#plainEnding === undefined) return
    const parts = this.#parts.succeeded
    let start = 0
    for (let added = 0; added < count; ) {
      const run =
        count - added <= parts.room ? { end: lines.length, count: count - added } : linesFrom(lines, start, parts.room)
      parts.write(lines.slice(start, run.end).replace(/\n/g, this.#plainEnding), run.count)
      start = run.end
      added += run.count
    }
  }

  #addResult(line: string, result: RowResult): void {
    if (result.status === 'succeeded' && this.#input.scope === 'FailedTasksOnly') return
    this.#parts[result.status].write(line + this.#ending(result), 1)
  }

  /**
   * Column order as AWS really writes it: the HTTP status before the error code, which is not what `ReportSchema` in the
   * report's manifest.json says.
   */
  #ending({ status, httpStatus, errorCode, message }: Omit<RowResult, 'row'>): string {
    const columns = [status, String(httpStatus), csvCell(errorCode), csvCell(message)].join(',')
    return byteStringOf(`${this.#input.versionIds ? '' : ','},${columns}\r\n`)
  }
}

/** The results of a slice, one ahead. */
class Upcoming {
  result: RowResult | undefined
  readonly #results: Iterator<RowResult>

  constructor(results: Iterable<RowResult>) {
    this.#results = results[Symbol.iterator]()
    this.advance()
  }

  advance(): void {
    const before = this.result?.row ?? -1
    const next = this.#results.next()
    this.result = next.done === true ? undefined : next.value
    const row = this.result?.row ?? Number.MAX_SAFE_INTEGER
    if (!Number.isInteger(row) || row <= before) throw new Error('row results must ascend')
  }
}

/** Up to `wanted` lines of a text that ends with a line feed. */
function linesFrom(text: string, start: number, wanted: number): { readonly end: number; readonly count: number } {
  let end = start
  let count = 0
  for (; count < wanted && end < text.length; count++) end = text.indexOf('\n', end) + 1
  return { end, count }
}
