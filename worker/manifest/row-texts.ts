const firstSize = 1024 * 1024

/**
 * The texts of many rows, end to end in one buffer outside the JavaScript heap: a window of a hundred thousand rows kept as
 * strings makes the heap several times larger than the texts are.
 */
export class RowTexts {
  #bytes = Buffer.allocUnsafe(firstSize)
  #ends: number[] = []

  get rows(): number {
    return this.#ends.length
  }

  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#ends.at(-1) ?? 0)
  }

  /** Adds the byte strings of consecutive rows. */
  append(texts: readonly string[]): void {
    let end = this.#ends.at(-1) ?? 0
    const joined = texts.join('')
    this.#makeRoom(end, joined.length)
    this.#bytes.write(joined, end, 'latin1')
    for (const text of texts) this.#ends.push((end += text.length))
  }

  start(row: number): number {
    return row === 0 ? 0 : this.end(row - 1)
  }

  end(row: number): number {
    return this.#ends[row] ?? 0
  }

  /** All rows as byte strings; they share one string. */
  texts(): string[] {
    const all = this.bytes.toString('latin1')
    return this.#ends.map((end, row) => all.slice(this.start(row), end))
  }

  clear(): void {
    this.#ends = []
  }

  #makeRoom(used: number, more: number): void {
    if (used + more <= this.#bytes.length) return
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, used + more))
    this.#bytes.copy(larger, 0, 0, used)
    this.#bytes = larger
  }
}
