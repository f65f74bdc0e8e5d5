const firstSize = 1024 * 1024
/** Longer texts lie outside the JavaScript heap, where many of them would wait for the collector. */
const longestText = 512 * 1024

/**
 * The texts of many rows, end to end in one buffer outside the JavaScript heap: a window of a hundred thousand rows kept as
 * strings makes the heap several times larger than the texts are.
 */
export class RowTexts {
  #bytes = Buffer.allocUnsafeSlow(firstSize)
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

  /** All rows as byte strings; neighbours share one string. */
  texts(): string[] {
    const texts: string[] = []
    for (let row = 0; row < this.rows; ) {
      const from = this.start(row)
      let last = row
      while (last + 1 < this.rows && this.end(last + 1) - from <= longestText) last++
      const shared = this.#bytes.toString('latin1', from, this.end(last))
      for (; row <= last; row++) texts.push(shared.slice(this.start(row) - from, this.end(row) - from))
    }
    return texts
  }

  clear(): void {
    this.#ends = []
  }

  /** Nothing can be added any more. */
  free(): void {
    this.clear()
    this.#bytes.buffer.transfer(0)
  }

  #makeRoom(used: number, more: number): void {
    if (used + more <= this.#bytes.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, used + more))
    this.#bytes.copy(larger, 0, 0, used)
    this.#bytes.buffer.transfer(0)
    this.#bytes = larger
  }
}
