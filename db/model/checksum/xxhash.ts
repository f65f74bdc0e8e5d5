import type { IHasher } from 'hash-wasm'
import type { WasmChecksumAlgorithm } from './algorithm.ts'
import type { ChecksumHasher } from './checksum-hasher.ts'

/** The xxhash family by hash-wasm, loaded on first use: its import costs 14 ms that no start-up should pay. */
export async function createXxhash(algorithm: WasmChecksumAlgorithm): Promise<ChecksumHasher> {
  const running = (await createHasher(algorithm)).init()
  return {
    update: (chunk) => void running.update(chunk),
    digest: () => running.digest('binary'),
  }
}

/** Of bytes that are all at hand; without an instance of the module for each, which costs half a millisecond. */
export async function xxhashOf(algorithm: WasmChecksumAlgorithm, bytes: Uint8Array): Promise<Uint8Array> {
  const kept = whole.get(algorithm) ?? createHasher(algorithm)
  whole.set(algorithm, kept)
  // From here on nothing is awaited, so that one instance serves all.
  return (await kept).init().update(bytes).digest('binary')
}

const whole = new Map<WasmChecksumAlgorithm, Promise<IHasher>>()

async function createHasher(algorithm: WasmChecksumAlgorithm): Promise<IHasher> {
  const { createXXHash64, createXXHash3, createXXHash128 } = await import('hash-wasm')
  const creators = { XXHASH64: createXXHash64, XXHASH3: createXXHash3, XXHASH128: createXXHash128 }
  return creators[algorithm]()
}
