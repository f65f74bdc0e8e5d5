import type { WasmChecksumAlgorithm } from './algorithm.ts'
import type { ChecksumHasher } from './checksum-hasher.ts'

/** The xxhash family by hash-wasm, loaded on first use: its import costs 14 ms that no start-up should pay. */
export async function createXxhash(algorithm: WasmChecksumAlgorithm): Promise<ChecksumHasher> {
  const { createXXHash64, createXXHash3, createXXHash128 } = await import('hash-wasm')
  const creators = { XXHASH64: createXXHash64, XXHASH3: createXXHash3, XXHASH128: createXXHash128 }
  const running = (await creators[algorithm]()).init()
  return {
    update: (chunk) => void running.update(chunk),
    digest: () => running.digest('binary'),
  }
}
