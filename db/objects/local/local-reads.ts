import type { ObjectAddress, ObjectVersion } from '../../model/object.ts'
import type { ObjectReads } from '../object-reads.ts'
import { bodyPieces, openBody } from './bodies/open-body.ts'
import { PIECE_BYTES } from './bodies/piece-space.ts'
import { saveBody } from './bodies/save-body.ts'
import { steadyBody } from './bodies/steady-body.ts'
import type { StoreLayout } from './layout.ts'
import type { KnownBuckets } from './reads/known-buckets.ts'
import { listObjects } from './reads/list-objects.ts'
import { listVersions } from './reads/list-versions.ts'
import type { ReadView } from './reads/read-view.ts'
import { scanVersions } from './reads/scan-versions.ts'
import { findRow, isLatestRow, requireRow } from './rows/find-version.ts'
import { toVersion } from './rows/version-rows.ts'

export function localReads(view: ReadView, buckets: KnownBuckets, layout: StoreLayout): ObjectReads {
  const version = (address: ObjectAddress): ObjectVersion => {
    const bucket = buckets.require(address.bucket)
    const db = view.now()
    const row = requireRow(db, bucket, address.key, address.versionId)
    return toVersion(db, bucket, row, address.versionId === undefined || isLatestRow(db, row))
  }
  return {
    version: async (address) => version(address),
    async find(address) {
      const bucket = buckets.find(address.bucket)
      const db = view.now()
      const row = bucket === undefined ? undefined : findRow(db, bucket, address.key, address.versionId)
      if (bucket === undefined || row === undefined) return undefined
      return toVersion(db, bucket, row, address.versionId === undefined || isLatestRow(db, row))
    },
    open(object, range) {
      const whole = { start: 0, end: object.size - 1 }
      if (object.blob === undefined || object.size === 0) {
        return Promise.resolve({ kind: 'bytes', bytes: new Uint8Array(0) })
      }
      const { blob } = object
      return steadyBody(view, object, () => openBody(view.now(), layout, blob, range ?? whole))
    },
    async pieces(object, range) {
      const { blob, size } = object
      if (blob === undefined || size === 0) return []
      return steadyBody(view, object, () => {
        // What is read for long without a turn of the event loop must not hold up checkpoints.
        const db = size > PIECE_BYTES ? view.apart() : view.now()
        return bodyPieces(db, layout, blob, range ?? { start: 0, end: size - 1 })
      })
    },
    save: (object, path) => steadyBody(view, object, () => saveBody(view.now(), layout, object, path)),
    list: async (query) => listObjects(view.now(), query),
    listVersions: async (query) => listVersions(view.now(), query),
    scan: (bucket, prefix) => scanVersions(() => view.apart(), bucket, prefix),
  }
}
