import type { ChunkVerifier } from './chunk-verifier.ts'
import { malformedTrailer } from './framing-error.ts'

export interface TrailerReader {
  readonly trailers: ReadonlyMap<string, string>
  /** Takes bytes up to the end of a line or of the input; gives where the next read starts. */
  read(input: Uint8Array, from: number): number
  /** Whether the empty line at the end has come. */
  done(): boolean
}

const MAX_TRAILER_BYTES = 16 * 1024
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
const SIGNATURE_NAME = 'x-amz-trailer-signature'
const LF = 10

/**
 * Reads the trailing headers after the last chunk. A signed trailer ends with `x-amz-trailer-signature`.
 * choice: minio-go ends the headers before that line with a bare LF and an extra CR LF, so a signed trailer may do so.
 */
export function createTrailerReader(signed: boolean, verifier: ChunkVerifier | undefined): TrailerReader {
  const trailers = new Map<string, string>()
  let signature: string | undefined
  let line = ''
  let bytes = 0
  let skippedBlank = false
  let ended = false

  const finish = (): void => {
    if (signed && signature === undefined) throw malformedTrailer()
    if (verifier !== undefined && signature !== undefined) verifier.trailer(signature, canonical(trailers))
    ended = true
  }

  const takeHeader = (text: string): void => {
    const colon = text.indexOf(':')
    const name = text.slice(0, Math.max(0, colon)).toLowerCase()
    if (!NAME.test(name) || trailers.has(name) || signature !== undefined) throw malformedTrailer()
    const value = withoutBlanks(text.slice(colon + 1))
    if (signed && name === SIGNATURE_NAME) signature = value
    else trailers.set(name, value)
  }

  const takeLine = (raw: string): void => {
    const text = raw.endsWith('\r') ? raw.slice(0, -1) : raw
    if (text === raw && !signed) throw malformedTrailer()
    if (text !== '') takeHeader(text)
    else if (signed && signature === undefined && trailers.size > 0 && !skippedBlank) skippedBlank = true
    else finish()
  }

  return {
    trailers,
    read(input, from) {
      const lineEnd = input.indexOf(LF, from)
      const to = lineEnd === -1 ? input.length : lineEnd
      bytes += lineEnd === -1 ? to - from : to - from + 1
      if (bytes > MAX_TRAILER_BYTES) throw malformedTrailer()
      line += Buffer.from(input.buffer, input.byteOffset + from, to - from).toString('latin1')
      if (lineEnd === -1) return input.length
      takeLine(line)
      line = ''
      return lineEnd + 1
    },
    done: () => ended,
  }
}

/** Without blanks and tabs around it. A pattern would take quadratic time for blanks in the middle. */
function withoutBlanks(text: string): string {
  let [from, to] = [0, text.length]
  while (isBlank(text[from])) from++
  while (to > from && isBlank(text[to - 1])) to--
  return text.slice(from, to)
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t'
}

function canonical(trailers: ReadonlyMap<string, string>): string {
  return [...trailers].map(([name, value]) => `${name}:${value}\n`).join('')
}
