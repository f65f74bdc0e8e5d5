import { type Bucket, type ObjectAddress, REPLICATION_STATUSES } from '../../../model/object.ts'
import { S3Error } from '../../../model/s3-error.ts'
import { NULL_VERSION, versionIdOf } from '../../../model/version-id.ts'
import { run } from '../../../sqlite/statement.ts'
import type { DeleteOptions, DeleteOutcome } from '../../object-writes.ts'
import { announce } from '../reactions/announce.ts'
import { replicateLater } from '../reactions/replicate-later.ts'
import { requireBucket } from '../rows/bucket-rows.ts'
import { findRow, latestRow } from '../rows/find-version.ts'
import type { VersionRow } from '../rows/version-rows.ts'
import type { WriteContext } from '../writer/write-context.ts'
import { dropVersion, insertDeleteMarker } from './insert-version.ts'
import { versionRow } from './version-by-row.ts'
import { checkWriteConditions } from './write-conditions.ts'

export interface RemoveObject {
  readonly address: ObjectAddress
  readonly options: DeleteOptions
}

/** DeleteObject: takes a version away, or puts a delete marker on top. Source: User Guide, "Deleting object versions". */
export function removeObject(context: WriteContext, { address, options }: RemoveObject): DeleteOutcome {
  const bucket = requireBucket(context.db, address.bucket)
  const { key, versionId } = address
  if (versionId !== undefined) {
    return removeVersion(context, bucket, findRow(context.db, bucket, key, versionId), options)
  }
  const current = latestRow(context.db, bucket.id, key)
  checkWriteConditions(options.conditions, current)
  if (bucket.versioning === 'Off') {
    if (current !== undefined) {
      dropVersion(context, current)
      announce(context, bucket, 'ObjectRemoved:Delete', [current])
    }
    return { versionId: undefined, deleteMarker: false }
  }
  const id = insertDeleteMarker(context, bucket, key, options.account)
  const marker = versionRow(context, id)
  if (bucket.reactions !== 0) {
    replicateLater(context, bucket, [id], 'write')
    announce(context, bucket, 'ObjectRemoved:DeleteMarkerCreated', [marker])
  }
  return { versionId: idOf(marker), deleteMarker: true }
}

function removeVersion(
  context: WriteContext,
  bucket: Bucket,
  row: VersionRow | undefined,
  options: DeleteOptions,
): DeleteOutcome {
  if (row === undefined) return { versionId: undefined, deleteMarker: false }
  checkWriteConditions(options.conditions, row)
  refuseProtected(row, context.clock.now(), options.bypassGovernance === true)
  takeVersion(context, row)
  announce(context, bucket, 'ObjectRemoved:Delete', [row])
  return { versionId: idOf(row), deleteMarker: row.marker === 1 }
}

/** Takes a version away for good: a replica is not replicated again (reference 7.9). */
export function takeVersion(context: WriteContext, row: VersionRow): void {
  if (row.replication === REPLICA) {
    const sql = 'INSERT OR IGNORE INTO deleted_replica (bucket_id, key, seq) VALUES (?, ?, ?)'
    run(context.db, sql, row.bucket_id, row.key, row.seq)
  }
  dropVersion(context, row)
}

const REPLICA = REPLICATION_STATUSES.indexOf('REPLICA')

function idOf({ named, seq }: VersionRow): string {
  return named === 1 ? versionIdOf(seq) : NULL_VERSION
}

/** Object Lock: a legal hold or a running retention keeps a version. */
function refuseProtected(row: VersionRow, now: number, bypassGovernance: boolean): void {
  const retained = (row.ret_until ?? 0) > now && (row.ret_mode === 2 || (row.ret_mode === 1 && !bypassGovernance))
  if (row.hold === 1 || retained) {
    throw new S3Error('AccessDenied', { message: 'Access Denied because object protected by object lock.' })
  }
}
