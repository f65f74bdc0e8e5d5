import type { Bucket } from '../../../model/object.ts'
import { findVersionRow } from '../commands/version-by-row.ts'
import { toVersion } from '../rows/version-rows.ts'
import type { WriteContext } from '../writer/write-context.ts'
import { addEffect } from './add-effect.ts'
import { setAnnotationStatus } from './annotation-replicas.ts'
import { announceMissed } from './announce-lateness.ts'
import { reactionsOf } from './reactions.ts'
import { rulesOf, setReplicationStatus } from './replicate-version.ts'

/** An effect is one transaction of the writer, and that should take a few milliseconds. */
const VERSIONS_AN_EFFECT = 50

/**
 * Marks versions that were written or changed as PENDING, where rules cover them, and has them replicated. A change alone
 * does not bring in a version that was not covered when it was written (reference 7.9, live observation of tags).
 */
export function replicateLater(
  context: WriteContext,
  bucket: Bucket,
  ids: readonly number[],
  what: 'write' | 'change',
): void {
  if (bucket.versioning !== 'Enabled' || reactionsOf(context, bucket)?.replication === undefined) return
  const covered = ids.filter((id) => {
    const row = findVersionRow(context, id)
    if (row === undefined) return false
    const version = toVersion(context.db, bucket, row, true)
    if (what === 'change' && version.replication === 'NONE') return false
    const rules = rulesOf(context, bucket, version, 'write')
    if (rules.length === 0) return false
    if (what === 'write') announceMissed(context, bucket, row, rules)
    // A delete marker has no status, and a replica keeps its own.
    if (!version.deleteMarker && version.replication !== 'REPLICA') setReplicationStatus(context, id, 'PENDING')
    setAnnotationStatus(context, id, 'PENDING')
    return true
  })
  const dueMs = context.clock.now() + context.replicationDelayMs
  for (let from = 0; from < covered.length; from += VERSIONS_AN_EFFECT) {
    addEffect(context, 'replicate', { versions: covered.slice(from, from + VERSIONS_AN_EFFECT) }, dueMs)
  }
}
