import { createHash, type Hash } from 'node:crypto'
import { closeSync, openSync, rmSync, writeSync } from 'node:fs'

const bufferSize = 256 * 1024

/** Writes byte strings to a file through one buffer; with `md5` it also hashes what it writes. */
export class TextFile {
  readonly path: string
  bytes = 0
  readonly #file: number
  readonly #buffer = Buffer.allocUnsafe(bufferSize)
  readonly #hash: Hash | undefined
  #length = 0
  #open = true

  constructor(path: string, options: { readonly md5: boolean }) {
    this.path = path
    // A file left by a crash may be linked from elsewhere: it is replaced, never overwritten.
    rmSync(path, { force: true })
    this.#file = openSync(path, 'wx')
    this.#hash = options.md5 ? createHash('md5') : undefined
  }

  write(byteString: string): void {
    this.bytes += byteString.length
    if (this.#length + byteString.length > bufferSize) this.#flush()
    if (byteString.length > bufferSize) this.#writeAll(Buffer.from(byteString, 'latin1'))
    else this.#length += this.#buffer.write(byteString, this.#length, 'latin1')
  }

  writeBytes(bytes: Buffer, from = 0, to = bytes.length): void {
    this.bytes += to - from
    if (this.#length + to - from > bufferSize) this.#flush()
    if (to - from > bufferSize) this.#writeAll(bytes.subarray(from, to))
    else this.#length += bytes.copy(this.#buffer, this.#length, from, to)
  }

  /** Writes what is left and closes; the answer is the MD5 in lower-case hex, empty when none was asked for. */
  end(): string {
    try {
      this.#flush()
    } finally {
      this.abandon()
    }
    return this.#hash?.digest('hex') ?? ''
  }

  /** Closes without writing what is left, after a failure; does nothing to a file that is closed. */
  abandon(): void {
    if (!this.#open) return
    this.#open = false
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
