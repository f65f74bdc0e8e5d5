import { createHash, type Hash } from 'node:crypto'
import type { ChunkVerifier } from './chunk-verifier.ts'
import { chunkTooSmall, incompleteBody, malformedTrailer } from './framing-error.ts'
import { createTrailerReader, type TrailerReader } from './trailer-reader.ts'

export interface ChunkedBodyRules {
  readonly signed: boolean
  readonly trailers: boolean
  /** The object's length, from `x-amz-decoded-content-length`. */
  readonly objectLength: number | undefined
  /** Smallest chunk but the last. */
  readonly minChunkBytes: number
}

export interface ChunkedDecoder {
  /** Takes the next bytes of the body and appends the object's bytes in them to `out`, as views, never as copies. */
  push(input: Uint8Array, out: Uint8Array[]): void
  /** To be called at the end of the body; gives the trailing headers by lower-case name. */
  end(): ReadonlyMap<string, string>
}

/** Longest chunk header: 16 hex digits, `;chunk-signature=`, a signature of at most 144 characters, CR. */
const MAX_LINE = 180
const UNSIGNED_HEADER = /^([0-9a-fA-F]{1,16})\r$/
const SIGNED_HEADER = /^([0-9a-fA-F]{1,16});chunk-signature=([0-9a-fA-F]{1,144}\**)\r$/
const LF = 10

type Expecting = 'header' | 'data' | 'data-cr' | 'data-lf' | 'trailer' | 'final-cr' | 'final-lf' | 'nothing'

interface SingleByte {
  readonly byte: number
  readonly next: Expecting
}

/** The line ends after a chunk and after the last one. */
const SINGLE_BYTES: Partial<Record<Expecting, SingleByte>> = {
  'data-cr': { byte: 13, next: 'data-lf' },
  'data-lf': { byte: LF, next: 'header' },
  'final-cr': { byte: 13, next: 'final-lf' },
  'final-lf': { byte: LF, next: 'nothing' },
}

/**
 * Takes "aws-chunked" bytes apart, wherever the buffers are cut. Strict: a chunk line is `hex-size[;chunk-signature=hex]`,
 * lines end in CR LF, the sizes add up to the announced length, nothing follows the end. With a verifier each chunk is
 * hashed and its signature checked; the caller must not keep the bytes when that throws.
 */
export function createChunkedDecoder(rules: ChunkedBodyRules, verifier?: ChunkVerifier): ChunkedDecoder {
  return new StrictChunkedDecoder(rules, verifier)
}

class StrictChunkedDecoder implements ChunkedDecoder {
  readonly #rules: ChunkedBodyRules
  readonly #verifier: ChunkVerifier | undefined
  readonly #trailer: TrailerReader
  #expecting: Expecting = 'header'
  /** The part of a chunk header that has come. */
  #line = ''
  #signature = ''
  #hash: Hash | undefined
  #size = Number.POSITIVE_INFINITY
  /** Bytes of the chunk still to come. */
  #remaining = 0
  #received = 0
  #ordinal = 0

  constructor(rules: ChunkedBodyRules, verifier: ChunkVerifier | undefined) {
    this.#rules = rules
    this.#verifier = verifier
    this.#trailer = createTrailerReader(rules.signed, verifier)
  }

  push(input: Uint8Array, out: Uint8Array[]): void {
    for (let at = 0; at < input.length; ) at = this.#step(input, at, out)
  }

  end(): ReadonlyMap<string, string> {
    if (this.#expecting !== 'nothing') throw incompleteBody('The request body terminated unexpectedly')
    const announced = this.#rules.objectLength
    if (announced !== undefined && this.#received !== announced) throw incompleteBody()
    return this.#trailer.trailers
  }

  /** Takes what is next from `at` on; gives where to go on. */
  #step(input: Uint8Array, at: number, out: Uint8Array[]): number {
    const single = SINGLE_BYTES[this.#expecting]
    if (single !== undefined) return this.#takeByte(input, at, single)
    if (this.#expecting === 'data') return this.#takeData(input, at, out)
    if (this.#expecting === 'header') return this.#takeHeader(input, at)
    if (this.#expecting === 'trailer') return this.#takeTrailer(input, at)
    throw this.#rules.trailers ? malformedTrailer() : incompleteBody()
  }

  #takeData(input: Uint8Array, at: number, out: Uint8Array[]): number {
    const to = Math.min(at + this.#remaining, input.length)
    const data = at === 0 && to === input.length ? input : input.subarray(at, to)
    this.#hash?.update(data)
    out.push(data)
    this.#remaining -= to - at
    if (this.#remaining === 0) this.#endChunk()
    return to
  }

  #takeHeader(input: Uint8Array, at: number): number {
    const lineEnd = input.indexOf(LF, at)
    const to = lineEnd === -1 ? input.length : lineEnd
    if (this.#line.length + to - at > MAX_LINE) throw incompleteBody()
    this.#line += latin1(input, at, to)
    if (lineEnd === -1) return input.length
    this.#startChunk((this.#rules.signed ? SIGNED_HEADER : UNSIGNED_HEADER).exec(this.#line))
    this.#line = ''
    return lineEnd + 1
  }

  #startChunk(header: RegExpExecArray | null): void {
    if (header === null) throw incompleteBody()
    const size = Number.parseInt(header[1] ?? '', 16)
    const { minChunkBytes, objectLength } = this.#rules
    if (size > 0 && this.#size < minChunkBytes) throw chunkTooSmall(this.#size, this.#ordinal)
    this.#received += size
    if (objectLength !== undefined && this.#received > objectLength) throw incompleteBody()
    this.#ordinal++
    this.#size = size
    this.#remaining = size
    this.#signature = header[2] ?? ''
    this.#hash = this.#verifier === undefined ? undefined : createHash('sha256')
    if (size > 0) this.#expecting = 'data'
    else this.#endChunk()
  }

  #endChunk(): void {
    if (this.#hash !== undefined) this.#verifier?.chunk(this.#signature, this.#hash.digest('hex'))
    if (this.#size > 0) this.#expecting = 'data-cr'
    else this.#expecting = this.#rules.trailers ? 'trailer' : 'final-cr'
  }

  #takeTrailer(input: Uint8Array, at: number): number {
    const next = this.#trailer.read(input, at)
    if (this.#trailer.done()) this.#expecting = 'nothing'
    return next
  }

  #takeByte(input: Uint8Array, at: number, single: SingleByte): number {
    if (input[at] !== single.byte) throw incompleteBody()
    this.#expecting = single.next
    return at + 1
  }
}

function latin1(input: Uint8Array, from: number, to: number): string {
  return Buffer.from(input.buffer, input.byteOffset + from, to - from).toString('latin1')
}
