import { bareLoop } from '../bare/bare-loop.ts'
import type { Bench } from '../measurement.ts'
import { dropFolder, seededFolder, settleDisk } from '../store/seed-store.ts'
import { type Product, startProduct } from './start-product.ts'

/** A seeded store on which the product and the bare loop take turns. */
export interface TurnsOnStore {
  readonly objects: number
  /** With the product running. */
  product<Result>(work: (product: Product) => Promise<Result>): Promise<Result>
  /** Rows a second of the bare loop. */
  loop(rows: Parameters<typeof bareLoop>[1]): Promise<number>
}

export async function* onStore<Found>(
  bench: Bench,
  objects: number,
  name: string,
  work: (store: TurnsOnStore) => AsyncIterable<Found>,
): AsyncGenerator<Found> {
  const folder = seededFolder(objects, name)
  try {
    settleDisk()
    yield* work({
      objects,
      loop: (rows) => bareLoop(folder, rows),
      async product(use) {
        const product = await startProduct({ data: folder, entry: bench.entry })
        try {
          return await use(product)
        } finally {
          await product.stop()
        }
      },
    })
  } finally {
    dropFolder(folder)
  }
}
