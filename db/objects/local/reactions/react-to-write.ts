import type { Bucket, ObjectVersion } from '../../../model/object.ts'
import type { ObjectEventName } from '../../../model/object-event.ts'
import { versionByRow, versionRow } from '../commands/version-by-row.ts'
import type { WriteContext } from '../writer/write-context.ts'
import { announce } from './announce.ts'
import { replicateLater } from './replicate-later.ts'

/** A new version of a key has been made. @returns it, as its writer is told */
export function reactToWrite(context: WriteContext, bucket: Bucket, id: number, event: ObjectEventName): ObjectVersion {
  if (bucket.reactions !== 0) {
    replicateLater(context, bucket, [id], 'write')
    announce(context, bucket, event, [versionRow(context, id)])
  }
  return versionByRow(context, bucket, id)
}
