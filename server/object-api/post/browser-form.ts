/**
 * The form of a browser upload: `multipart/form-data` (RFC 7578) whose last part that counts is the file. What comes
 * before the file is small and read whole; the file is a stream; what comes after it is not looked at.
 * Source: API Reference, "POST Object".
 */
import { S3Error } from '../../../db/model/s3-error.ts'
import { type ByteReader, createByteReader } from './byte-reader.ts'

export interface BrowserForm {
  /** By name in lower case. */
  readonly fields: ReadonlyMap<string, string>
  readonly file: { readonly name: string; readonly content: AsyncIterable<Uint8Array> }
}

const MAX_FIELDS_BYTES = 20 * 1024
const MAX_PART_HEADER_BYTES = 8 * 1024
const BLANK_LINE = Buffer.from('\r\n\r\n')

/** @throws S3Error `MalformedPOSTRequest`, `MaxPostPreDataLengthExceededError`, `IncorrectNumberOfFilesInPostRequest` */
export async function readBrowserForm(contentType: string, source: AsyncIterable<Uint8Array>): Promise<BrowserForm> {
  const reader = createByteReader(prefixed(source))
  const boundary = Buffer.from(`\r\n--${boundaryOf(contentType)}`)
  await reader.readUntil(boundary, MAX_PART_HEADER_BYTES)
  const fields = new Map<string, string>()
  let size = 0
  for (;;) {
    if (await isEnd(reader)) throw new S3Error('IncorrectNumberOfFilesInPostRequest')
    const { name, fileName } = partHeader((await reader.readUntil(BLANK_LINE, MAX_PART_HEADER_BYTES)).toString('utf8'))
    if (name.toLowerCase() === 'file') {
      return { fields, file: { name: fileName ?? '', content: reader.piecesUntil(boundary) } }
    }
    const value = await fieldValue(reader, boundary, MAX_FIELDS_BYTES - size)
    size += value.length
    fields.set(name.toLowerCase(), value.toString('utf8'))
  }
}

async function fieldValue(reader: ByteReader, boundary: Uint8Array, most: number): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of reader.piecesUntil(boundary)) {
    size += piece.length
    if (size > most) throw new S3Error('MaxPostPreDataLengthExceededError')
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

/** So that the first boundary looks like the others. */
async function* prefixed(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  yield Buffer.from('\r\n')
  yield* source
}

function boundaryOf(contentType: string): string {
  const [, quoted, bare] = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType) ?? []
  const boundary = quoted ?? bare
  if (boundary === undefined) throw new S3Error('MalformedPOSTRequest')
  return boundary
}

/** After a boundary comes the end of the line, or `--` at the end of all. */
async function isEnd(reader: ByteReader): Promise<boolean> {
  const next = (await reader.read(2)).toString('latin1')
  if (next === '--') return true
  if (next !== '\r\n') throw new S3Error('MalformedPOSTRequest')
  return false
}

function partHeader(text: string): { readonly name: string; readonly fileName: string | undefined } {
  const disposition = /^content-disposition:(.*)$/im.exec(text)?.[1] ?? ''
  const name = parameter(disposition, 'name')
  if (name === undefined) throw new S3Error('MalformedPOSTRequest')
  return { name, fileName: parameter(disposition, 'filename') }
}

function parameter(disposition: string, name: string): string | undefined {
  const [, quoted, bare] =
    new RegExp(`;\\s*${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^;\\s]+))`, 'i').exec(disposition) ?? []
  return quoted?.replaceAll(/\\(["\\])/g, '$1') ?? bare
}
