/** Asks running work to stop between two chunks; seen at once by every thread that has its buffer. */
export interface StopFlag {
  readonly buffer: SharedArrayBuffer
  readonly requested: boolean
  request(): void
}

export function createStopFlag(buffer = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)): StopFlag {
  const word = new Int32Array(buffer)
  return {
    buffer,
    get requested() {
      return Atomics.load(word, 0) !== 0
    },
    request() {
      Atomics.store(word, 0, 1)
    },
  }
}
