import type { ObjectAddress, ObjectVersion } from '../../model/object.ts'
import type { Database } from '../../sqlite/open.ts'
import type { AnnotationStore } from '../annotation-store.ts'
import type { ObjectWrites } from '../object-writes.ts'
import { overtaken } from '../overtaken.ts'
import { openBody } from './bodies/open-body.ts'
import type { StoreLayout } from './layout.ts'
import { takingOver } from './local-writes.ts'
import type { KnownBuckets } from './reads/known-buckets.ts'
import type { ReadView } from './reads/read-view.ts'
import { findAnnotation, listAnnotations, toAnnotation } from './rows/annotation-rows.ts'
import { findBlob } from './rows/blob-rows.ts'
import { isLatestRow, requireRow } from './rows/find-version.ts'
import { toVersion } from './rows/version-rows.ts'
import type { WriteLink } from './writer/write-link.ts'

export interface LocalAnnotationsParts {
  readonly view: ReadView
  readonly buckets: KnownBuckets
  readonly layout: StoreLayout
  readonly link: WriteLink
  readonly writes: Pick<ObjectWrites, 'discard'>
}

export function localAnnotations({ view, buckets, layout, link, writes }: LocalAnnotationsParts): AnnotationStore {
  const versionAt = (db: Database, address: ObjectAddress): ObjectVersion => {
    const bucket = buckets.require(address.bucket)
    const row = requireRow(db, bucket, address.key, address.versionId)
    return toVersion(db, bucket, row, address.versionId === undefined || isLatestRow(db, row))
  }
  return {
    async find(address, name) {
      const db = view.now()
      const version = versionAt(db, address)
      const row = findAnnotation(db, version.id, name)
      return { version, found: row === undefined ? undefined : toAnnotation(row) }
    },
    async list(address, query) {
      const db = view.now()
      const version = versionAt(db, address)
      return { version, found: listAnnotations(db, version.id, query).map(toAnnotation) }
    },
    async open({ blob, size }) {
      try {
        return openBody(view.now(), layout, blob, { start: 0, end: size - 1 })
      } catch (error) {
        // Its file goes with its last owner, maybe after this thread has seen its row.
        throw findBlob(view.now(), blob) === undefined ? overtaken() : error
      }
    },
    put: (request) => takingOver(request.body, writes.discard, () => link.call('putAnnotation', request)),
    remove: (address, name, conditions) => link.call('removeAnnotation', { address, name, conditions }),
  }
}
