import type { AnnotationStore } from '../annotation-store.ts'
import type { BucketStore } from '../bucket-store.ts'
import type { ObjectStore } from '../object-store.ts'
import type { ObjectWrites } from '../object-writes.ts'
import type { UploadStore } from '../upload-store.ts'

/** What of a store depends on who writes; each made when it is asked for, as a request uses one of them. */
export interface CausedParts {
  readonly buckets: () => BucketStore
  readonly writes: () => ObjectWrites
  readonly uploads: () => UploadStore
  readonly annotations: () => AnnotationStore
}

/** A store as one request sees it. A class, because one is made for every request that writes. */
export class CausedStore implements ObjectStore {
  readonly #store: ObjectStore
  readonly #parts: CausedParts

  constructor(store: ObjectStore, parts: CausedParts) {
    this.#store = store
    this.#parts = parts
  }

  get buckets(): BucketStore {
    return this.#parts.buckets()
  }

  get writes(): ObjectWrites {
    return this.#parts.writes()
  }

  get uploads(): UploadStore {
    return this.#parts.uploads()
  }

  get accessPoints(): ObjectStore['accessPoints'] {
    return this.#store.accessPoints
  }

  get annotations(): AnnotationStore {
    return this.#parts.annotations()
  }

  get reads(): ObjectStore['reads'] {
    return this.#store.reads
  }

  get receipts(): ObjectStore['receipts'] {
    return this.#store.receipts
  }

  get effects(): ObjectStore['effects'] {
    return this.#store.effects
  }

  get lifecycle(): ObjectStore['lifecycle'] {
    return this.#store.lifecycle
  }

  causedBy(cause: Parameters<ObjectStore['causedBy']>[0]): ObjectStore {
    return this.#store.causedBy(cause)
  }
}
