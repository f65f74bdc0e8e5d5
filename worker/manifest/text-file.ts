import { createHash, type Hash } from 'node:crypto'
import { closeSync, openSync, writeSync } from 'node:fs'

const bufferSize = 256 * 1024

/** Writes byte strings to a file through one buffer; with `md5` it also hashes what it writes. */
export class TextFile {
  readonly path: string
  bytes = 0
  readonly #file: number
  readonly #buffer = Buffer.allocUnsafe(bufferSize)
  readonly #hash: Hash | undefined
  #length = 0

  constructor(path: string, options: { readonly md5: boolean }) {
    this.path = path
    this.#file = openSync(path, 'w')
    this.#hash = options.md5 ? createHash('md5') : undefined
  }

  write(byteString: string): void {
    this.bytes += byteString.length
    if (this.#length + byteString.length > bufferSize) this.#flush()
    if (byteString.length > bufferSize) this.#writeAll(Buffer.from(byteString, 'latin1'))
    else this.#length += this.#buffer.write(byteString, this.#length, 'latin1')
  }

  /** Writes what is left and closes; the answer is the MD5 in lower-case hex, empty when none was asked for. */
  end(): string {
    try {
      this.#flush()
    } finally {
      closeSync(this.#file)
    }
    return this.#hash?.digest('hex') ?? ''
  }

  /** Closes without writing what is left, after a failure. */
  abandon(): void {
    closeSync(this.#file)
  }

  #flush(): void {
    this.#writeAll(this.#buffer.subarray(0, this.#length))
    this.#length = 0
  }

  #writeAll(bytes: Buffer): void {
    this.#hash?.update(bytes)
    for (let written = 0; written < bytes.length; ) written += writeSync(this.#file, bytes, written)
  }
}
