import { invalidManifest } from './invalid-manifest.ts'
import type { LineBlock } from './line-blocks.ts'
import type { ManifestField } from './slice-plan.ts'

/** The rows of a block, column by column. All texts are byte strings, unquoted, not decoded. */
export interface ParsedRows {
  /** Rows that follow one another and name one bucket; `first` is the index of the run's first row. */
  readonly runs: readonly BucketRun[]
  readonly rawKeys: readonly string[]
  readonly versionIds: readonly string[] | undefined
  /** Index in the block's text behind each row's line feed. */
  readonly ends: readonly number[]
  /** Whether any quote occurs in the block. */
  readonly quoted: boolean
}

export interface BucketRun {
  readonly bucket: string
  readonly first: number
}

/**
 * Reads the rows of a block. Every row must have exactly one cell for each field, or the whole job fails (reference 5.2).
 *
 * choice: a quote that does not open a cell is an ordinary character; a line break, even inside quotes, ends a row; a
 * blank line is a row with one cell; a NUL byte or a lone carriage return makes the file malformed.
 */
export function parseRows(block: LineBlock, fields: readonly ManifestField[]): ParsedRows {
  const { text } = block
  if (text.includes('\0')) throw invalidManifest('format')
  const quoted = text.includes('"')
  const lines = new Lines(text)
  if (!quoted && hasTaskFileColumns(fields)) return parsePlainRows(text, lines, fields.length === 3)
  return parseAnyRows(text, lines, fields, quoted)
}

/** Whether the columns are those of a task file. */
export function hasTaskFileColumns(fields: readonly ManifestField[]): boolean {
  const [bucket, key, versionId] = fields
  return (
    bucket === 'Bucket' && key === 'Key' && (fields.length === 2 || (fields.length === 3 && versionId === 'VersionId'))
  )
}

function parsePlainRows(text: string, lines: Lines, withVersions: boolean): ParsedRows {
  const runs: BucketRun[] = []
  const rawKeys: string[] = []
  const versionIds: string[] | undefined = withVersions ? [] : undefined
  const ends: number[] = []
  let bucketAndComma = '\n'
  for (let start = 0; start < text.length; start = lines.next) {
    const end = lines.end(start)
    if (!text.startsWith(bucketAndComma, start)) {
      const comma = cellEnd(text, start, end)
      bucketAndComma = `${text.slice(start, comma)},`
      runs.push({ bucket: text.slice(start, comma), first: rawKeys.length })
    }
    const keyStart = start + bucketAndComma.length
    if (keyStart > end) throw invalidManifest('columns')
    const keyEnd = cellEnd(text, keyStart, end)
    rawKeys.push(text.slice(keyStart, keyEnd))
    if (versionIds !== undefined) {
      if (keyEnd === end || cellEnd(text, keyEnd + 1, end) !== end) throw invalidManifest('columns')
      versionIds.push(text.slice(keyEnd + 1, end))
    } else if (keyEnd !== end) throw invalidManifest('columns')
    ends.push(lines.next)
  }
  return { runs, rawKeys, versionIds, ends, quoted: false }
}

function parseAnyRows(text: string, lines: Lines, fields: readonly ManifestField[], quoted: boolean): ParsedRows {
  const runs: BucketRun[] = []
  const rawKeys: string[] = []
  const versionIds: string[] | undefined = fields.includes('VersionId') ? [] : undefined
  const ends: number[] = []
  const cells = { Bucket: '', Key: '', VersionId: '', Ignore: '' }
  for (let start = 0; start < text.length; start = lines.next) {
    readCells(text, start, lines.end(start), fields, cells)
    if (runs.at(-1)?.bucket !== cells.Bucket) runs.push({ bucket: cells.Bucket, first: rawKeys.length })
    rawKeys.push(cells.Key)
    versionIds?.push(cells.VersionId)
    ends.push(lines.next)
  }
  return { runs, rawKeys, versionIds, ends, quoted }
}

function readCells(
  text: string,
  start: number,
  end: number,
  fields: readonly ManifestField[],
  cells: Record<ManifestField, string>,
): void {
  let at = start
  for (const field of fields) {
    if (at > end) throw invalidManifest('columns')
    const isQuoted = at < end && text[at] === '"'
    const stop = isQuoted ? quotedCellEnd(text, at, end) : cellEnd(text, at, end)
    if (field !== 'Ignore') {
      cells[field] = isQuoted ? text.slice(at + 1, stop - 1).replaceAll('""', '"') : text.slice(at, stop)
    }
    at = stop + 1
  }
  if (at !== end + 1) throw invalidManifest('columns')
}

function cellEnd(text: string, start: number, end: number): number {
  const comma = text.indexOf(',', start)
  return comma < 0 || comma > end ? end : comma
}

function quotedCellEnd(text: string, start: number, end: number): number {
  for (let from = start + 1; ; ) {
    const quote = text.indexOf('"', from)
    if (quote < 0 || quote >= end) throw invalidManifest('format')
    if (text[quote + 1] !== '"') {
      if (quote + 1 !== end && text[quote + 1] !== ',') throw invalidManifest('format')
      return quote + 1
    }
    from = quote + 2
  }
}

/** Walks over lines that end in LF or CRLF. */
class Lines {
  /** Where the line after the one last asked for begins. */
  next = 0
  readonly #text: string
  #carriageReturn: number

  constructor(text: string) {
    this.#text = text
    this.#carriageReturn = position(text.indexOf('\r'))
  }

  /** Where the content of the line at `start` ends. */
  end(start: number): number {
    const lineFeed = this.#text.indexOf('\n', start)
    this.next = lineFeed + 1
    if (this.#carriageReturn > lineFeed) return lineFeed
    if (this.#carriageReturn !== lineFeed - 1) throw invalidManifest('format')
    this.#carriageReturn = position(this.#text.indexOf('\r', lineFeed))
    return lineFeed - 1
  }
}

function position(index: number): number {
  return index < 0 ? Number.POSITIVE_INFINITY : index
}
