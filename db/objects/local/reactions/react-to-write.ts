import type { Bucket, ObjectVersion } from '../../../model/object.ts'
import type { ObjectEventName } from '../../../model/object-event.ts'
import { one } from '../../../sqlite/statement.ts'
import { versionByRow, versionRow } from '../commands/version-by-row.ts'
import type { WriteContext } from '../writer/write-context.ts'
import { announce } from './announce.ts'
import { replicateLater } from './replicate-later.ts'

/** A new version of a key has been made. @returns it, as its writer is told */
export function reactToWrite(context: WriteContext, bucket: Bucket, id: number, event: ObjectEventName): ObjectVersion {
  if (bucket.reactions !== 0) {
    replicateLater(context, bucket, [id], 'write')
    const row = versionRow(context, id)
    const told = event === 'ObjectCreated:Copy' ? { ...row, annotated: isAnnotated(context, id) } : row
    announce(context, bucket, event, [told])
  }
  return versionByRow(context, bucket, id)
}

function isAnnotated({ db }: WriteContext, version: number): 0 | 1 {
  return one(db, 'SELECT 1 FROM annotation WHERE version = ? LIMIT 1', version) === undefined ? 0 : 1
}
