/**
 * Annotations follow their versions to the destinations of replication, each by itself as it changes; deletions stay where
 * they are. Source: User Guide, "Replicating annotations".
 */
import { REPLICATION_STATUSES, type ReplicationStatus } from '../../../model/object.ts'
import { run } from '../../../sqlite/statement.ts'
import { annotationsOf, findAnnotation, putAnnotationRow } from '../rows/annotation-rows.ts'
import { releaseBlob, shareBlob } from '../rows/blob-rows.ts'
import type { WriteContext } from '../writer/write-context.ts'

const REPLICA = REPLICATION_STATUSES.indexOf('REPLICA')
const GONE = [REPLICATION_STATUSES.indexOf('COMPLETED'), REPLICA]

/** Notes how it went for those that had not gone yet. */
export function setAnnotationStatus({ db }: WriteContext, version: number, status: ReplicationStatus): void {
  const sql = `UPDATE annotation SET replication = ? WHERE version = ? AND replication NOT IN (${GONE.join(', ')})`
  run(db, sql, REPLICATION_STATUSES.indexOf(status), version)
}

/** Brings a replica the annotations that have not gone yet; a new one gets all. */
export function bringAnnotations(context: WriteContext, source: number, replica: number, made: boolean): void {
  for (const row of annotationsOf(context.db, source)) {
    if (!made && GONE.includes(row.replication)) continue
    releaseBlob(context, findAnnotation(context.db, replica, row.name)?.blob)
    shareBlob(context.db, row.blob)
    putAnnotationRow(context.db, { ...row, version: replica, replication: REPLICA })
  }
}
