import type { ObjectAddress } from '../../../model/object.ts'
import { S3Error } from '../../../model/s3-error.ts'
import { NULL_VERSION, versionIdOf } from '../../../model/version-id.ts'
import { one } from '../../../sqlite/statement.ts'
import type { DeleteOptions, DeleteOutcome } from '../../object-writes.ts'
import { requireBucket } from '../rows/bucket-rows.ts'
import { findRow, latestRow } from '../rows/find-version.ts'
import type { VersionRow } from '../rows/version-rows.ts'
import type { WriteContext } from '../writer/write-context.ts'
import { dropVersion, insertDeleteMarker } from './insert-version.ts'
import { checkWriteConditions } from './write-conditions.ts'

export interface RemoveObject {
  readonly address: ObjectAddress
  readonly options: DeleteOptions
}

/** DeleteObject: takes a version away, or puts a delete marker on top. Source: User Guide, "Deleting object versions". */
export function removeObject(context: WriteContext, { address, options }: RemoveObject): DeleteOutcome {
  const bucket = requireBucket(context.db, address.bucket)
  const { key, versionId } = address
  if (versionId !== undefined) return removeVersion(context, findRow(context.db, bucket, key, versionId), options)
  const current = latestRow(context.db, bucket.id, key)
  checkWriteConditions(options.conditions, current)
  if (bucket.versioning === 'Off') {
    if (current !== undefined) dropVersion(context, current)
    return { versionId: undefined, deleteMarker: false }
  }
  const id = insertDeleteMarker(context, bucket, key, options.account)
  const marker = one<{ seq: number; named: number }>(context.db, 'SELECT seq, named FROM version WHERE id = ?', id)
  const made = marker?.named === 1 ? versionIdOf(marker.seq) : NULL_VERSION
  return { versionId: made, deleteMarker: true }
}

function removeVersion(context: WriteContext, row: VersionRow | undefined, options: DeleteOptions): DeleteOutcome {
  if (row === undefined) return { versionId: undefined, deleteMarker: false }
  checkWriteConditions(options.conditions, row)
  refuseProtected(row, context.clock.now(), options.bypassGovernance === true)
  dropVersion(context, row)
  const versionId = row.named === 1 ? versionIdOf(row.seq) : NULL_VERSION
  return { versionId, deleteMarker: row.marker === 1 }
}

/** Object Lock: a legal hold or a running retention keeps a version. */
function refuseProtected(row: VersionRow, now: number, bypassGovernance: boolean): void {
  const retained = (row.ret_until ?? 0) > now && (row.ret_mode === 2 || (row.ret_mode === 1 && !bypassGovernance))
  if (row.hold === 1 || retained) {
    throw new S3Error('AccessDenied', { message: 'Access Denied because object protected by object lock.' })
  }
}
