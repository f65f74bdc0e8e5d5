import { type Bucket, REPLICATION_STATUSES } from '../../../model/object.ts'
import { run } from '../../../sqlite/statement.ts'
import { toVersion, type VersionRow } from '../rows/version-rows.ts'
import type { WriteContext } from '../writer/write-context.ts'
import { addEffect } from './add-effect.ts'
import { reactionsOf } from './reactions.ts'
import { rulesOf } from './replicate-version.ts'

/** An annotation was put: it goes where its version goes, if that is replicated. */
export function replicateAnnotationLater(context: WriteContext, bucket: Bucket, row: VersionRow, name: string): void {
  if (bucket.versioning !== 'Enabled' || reactionsOf(context, bucket)?.replication === undefined) return
  const version = toVersion(context.db, bucket, row, true)
  if (version.replication === 'NONE' || rulesOf(context, bucket, version, 'write').length === 0) return
  const sql = 'UPDATE annotation SET replication = ? WHERE version = ? AND name = ?'
  run(context.db, sql, REPLICATION_STATUSES.indexOf('PENDING'), row.id, name)
  const dueMs = context.clock.now() + context.replicationDelayMs
  addEffect(context, 'replicate', { versions: [row.id] }, dueMs)
}
