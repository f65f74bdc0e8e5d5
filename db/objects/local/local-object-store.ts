import type { MessagePort } from 'node:worker_threads'
import { openDatabase } from '../../sqlite/open.ts'
import type { ObjectStore } from '../object-store.ts'
import { CausedStore } from './caused-store.ts'
import { storeLayout } from './layout.ts'
import { localAccessPoints } from './local-access-points.ts'
import { localAnnotations } from './local-annotations.ts'
import { localBuckets } from './local-buckets.ts'
import { localEffects } from './local-effects.ts'
import { localReads } from './local-reads.ts'
import { localReceipts } from './local-receipts.ts'
import { localUploads } from './local-uploads.ts'
import { localWrites } from './local-writes.ts'
import { createKnownBuckets } from './reads/known-buckets.ts'
import { createKnownObjects, nothingKnown } from './reads/known-objects.ts'
import { createReadView } from './reads/read-view.ts'
import { causedLink, createWriteLink } from './writer/write-link.ts'

/** What a thread needs to open the store for itself; `port` is transferred, the rest is plain data. */
export interface StoreAccess {
  readonly folder: string
  readonly signal: SharedArrayBuffer
  readonly port: MessagePort
  /** See `LocalWritesOptions`. */
  readonly flush: boolean
  /** Whether objects are worth remembering; see `KnownObjects`. */
  readonly remembers: boolean
}

export interface OpenObjectStore extends ObjectStore {
  close(): void
}

/**
 * The object store on a local folder, as one thread sees it: reads by its own connection, at once; writes through the
 * one writer thread (`writer/`), which must have opened the folder before.
 */
export function openLocalObjectStore(access: StoreAccess): OpenObjectStore {
  const layout = storeLayout(access.folder)
  // Readers never checkpoint: it would stall the thread that serves requests.
  const db = openDatabase({ file: layout.database, readonly: true, checkpointPages: 0, cacheKiB: 8_192 })
  const view = createReadView(db, access.signal)
  const buckets = createKnownBuckets(view, access.signal)
  const objects = access.remembers ? createKnownObjects(access.signal) : nothingKnown
  const link = createWriteLink(access.port, access.signal)
  const options = { layout, flush: access.flush }
  const writes = localWrites(link, options)
  const store: ObjectStore = {
    buckets: localBuckets(view, buckets, link),
    accessPoints: localAccessPoints(view, link),
    reads: localReads({ view, buckets, objects, layout }),
    writes,
    uploads: localUploads(view, link, writes),
    annotations: localAnnotations({ view, buckets, layout, link, writes }),
    receipts: localReceipts(view, link, access.signal),
    effects: localEffects(view, link),
    lifecycle: { step: (step) => link.call('runLifecycle', step) },
    causedBy(cause) {
      const caused = causedLink(link, cause)
      return new CausedStore(store, {
        buckets: () => localBuckets(view, buckets, caused),
        writes: () => localWrites(caused, options),
        uploads: () => localUploads(view, caused, writes),
        annotations: () => localAnnotations({ view, buckets, layout, link: caused, writes }),
      })
    },
  }
  return {
    ...store,
    close() {
      link.close()
      db.close()
    },
  }
}
