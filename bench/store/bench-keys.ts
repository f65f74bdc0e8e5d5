/** Names in the store that the benchmarks run on. */
export const ACCOUNT = '000000000000'
/** Object lock and versioning on, so that every operation may work on its objects. */
export const OBJECTS = 'bench-objects'
/** Never versioned, and empty at first. */
export const COPIES = 'bench-copies'
/** Manifests, reports and what the requests beside a job put and get. */
export const FILES = 'bench-files'

/** Rows in key order, a thousand to a "folder". */
export function objectKey(row: number): string {
  return `data/dt=2026-01-01/${nameOf(row)}`
}

/** As a manifest writes it. */
export function manifestKey(row: number): string {
  return `data/dt%3D2026-01-01/${nameOf(row)}`
}

function nameOf(row: number): string {
  return `${String(Math.floor(row / 1000)).padStart(6, '0')}/${String(row % 1000).padStart(6, '0')}.parquet`
}

/** The last fifth of the objects is archived: what a restore works on. */
export function firstArchived(objects: number): number {
  return Math.floor(objects * 0.8)
}

/** The same order every time. */
export function shuffled(first: number, count: number, seed = 1): Uint32Array {
  const rows = Uint32Array.from({ length: count }, (_, index) => first + index)
  const random = mulberry32(seed)
  for (let index = count - 1; index > 0; index--) {
    const other = Math.floor(random() * (index + 1))
    const row = rows[index]!
    rows[index] = rows[other]!
    rows[other] = row
  }
  return rows
}

function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
