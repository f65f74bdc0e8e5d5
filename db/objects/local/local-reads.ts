import type { Bucket, ObjectAddress, ObjectVersion } from '../../model/object.ts'
import type { Body, ByteRange, ObjectReads } from '../object-reads.ts'
import { bodyPieces, openBody } from './bodies/open-body.ts'
import { PIECE_BYTES } from './bodies/piece-space.ts'
import { saveBody } from './bodies/save-body.ts'
import { steadyBody } from './bodies/steady-body.ts'
import type { StoreLayout } from './layout.ts'
import type { KnownBuckets } from './reads/known-buckets.ts'
import type { KnownObjects } from './reads/known-objects.ts'
import { listObjects } from './reads/list-objects.ts'
import { listVersions } from './reads/list-versions.ts'
import type { ReadView } from './reads/read-view.ts'
import { scanVersions, scanWhole } from './reads/scan-versions.ts'
import { findRow, isLatestRow, requireRow } from './rows/find-version.ts'
import { toVersion, type VersionRow } from './rows/version-rows.ts'

export interface LocalReadsParts {
  readonly view: ReadView
  readonly buckets: KnownBuckets
  readonly objects: KnownObjects
  readonly layout: StoreLayout
}

export function localReads({ view, buckets, objects, layout }: LocalReadsParts): ObjectReads {
  const toFound = (bucket: Bucket, row: VersionRow, { versionId }: ObjectAddress): ObjectVersion => {
    const db = view.now()
    return toVersion(db, bucket, row, versionId === undefined || isLatestRow(db, row))
  }
  const required = (bucket: Bucket, address: ObjectAddress): ObjectVersion =>
    toFound(bucket, requireRow(view.now(), bucket, address.key, address.versionId), address)
  const found = (bucket: Bucket, address: ObjectAddress): ObjectVersion | undefined => {
    const row = findRow(view.now(), bucket, address.key, address.versionId)
    return row === undefined ? undefined : toFound(bucket, row, address)
  }
  return {
    async version(address) {
      const bucket = buckets.require(address.bucket)
      if (address.versionId !== undefined) return required(bucket, address)
      return objects.current(bucket, address.key, () => required(bucket, address))
    },
    async find(address) {
      const bucket = buckets.find(address.bucket)
      if (bucket === undefined) return undefined
      if (address.versionId !== undefined) return found(bucket, address)
      return objects.current(bucket, address.key, () => found(bucket, address))
    },
    open(object, range) {
      const { blob, size } = object
      if (blob === undefined || size === 0) return Promise.resolve({ kind: 'bytes', bytes: new Uint8Array(0) })
      const bytes = (from: ByteRange): Body => openBody(view.now(), layout, blob, from)
      return steadyBody(view, object, () =>
        range === undefined ? objects.body(blob, () => bytes({ start: 0, end: size - 1 })) : bytes(range),
      )
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
    scanWhole: (bucket, prefix) => scanWhole(() => view.apart(), bucket, prefix),
  }
}
