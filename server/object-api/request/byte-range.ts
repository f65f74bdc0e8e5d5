import { S3Error } from '../../../db/model/s3-error.ts'
import type { ByteRange } from '../../../db/objects/object-reads.ts'

/**
 * The one range a `Range` header asks for. Undefined when the header is to be ignored: no byte range, malformed, or
 * several ranges, which S3 does not serve (API Reference, GetObject: "one range per GET request").
 * @throws S3Error `InvalidRange`
 */
export function byteRange(header: string | undefined, size: number): ByteRange | undefined {
  if (header === undefined) return undefined
  const match = BYTES.exec(header.trim())
  if (match === null) return undefined
  const [, first = '', last = ''] = match
  if (first === '' && last === '') return undefined
  if (first === '') return suffix(Number(last), size, header)
  const start = Number(first)
  if (last !== '' && Number(last) < start) return undefined
  if (start >= size) throw unsatisfiable(header, size)
  return { start, end: last === '' ? size - 1 : Math.min(Number(last), size - 1) }
}

/** Blanks stand in no two places next to each other: such a pattern would take quadratic time. */
const BYTES = /^bytes\s*=\s*(?:(\d+)\s*)?-\s*(\d+)?$/i

/** `bytes 0-9/100` */
export function contentRange(range: ByteRange, size: number): string {
  return `bytes ${range.start}-${range.end}/${size}`
}

export function lengthOf(range: ByteRange): number {
  return range.end - range.start + 1
}

function suffix(length: number, size: number, header: string | undefined): ByteRange {
  if (length === 0 || size === 0) throw unsatisfiable(header, size)
  return { start: Math.max(0, size - length), end: size - 1 }
}

function unsatisfiable(header: string | undefined, size: number): S3Error {
  return new S3Error('InvalidRange', {
    detail: { RangeRequested: (header ?? '').trim(), ActualObjectSize: String(size) },
    headers: { 'content-range': `bytes */${size}` },
  })
}
