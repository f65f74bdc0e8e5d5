import { BUCKET_CONFIGURATIONS } from '../../../model/bucket-configuration.ts'
import type { NotificationConfiguration } from '../../../model/notification-rules.ts'
import type { Bucket } from '../../../model/object.ts'
import type { ReplicationConfiguration } from '../../../model/replication-rules.ts'
import type { Database } from '../../../sqlite/open.ts'
import { all, run } from '../../../sqlite/statement.ts'
import { configurationOf } from '../rows/bucket-rows.ts'
import type { WriteContext } from '../writer/write-context.ts'

/** The configurations that make a bucket act by itself when something in it changes. */
export interface Reactions {
  readonly notification: NotificationConfiguration | undefined
  readonly replication: ReplicationConfiguration | undefined
}

/**
 * Lifecycle rules do nothing at a write, but every answer about an object announces them; and a default encryption makes
 * its ETag another one.
 */
const REACTING: readonly string[] = [
  BUCKET_CONFIGURATIONS.notification,
  BUCKET_CONFIGURATIONS.replication,
  BUCKET_CONFIGURATIONS.lifecycle,
  BUCKET_CONFIGURATIONS.encryption,
]

/** Parsed configurations that are kept; more than any test has buckets that react. */
const KEPT = 1_000

/** By the bucket's `reactions` number, which a store never gives twice: so what is found here is never old. */
const known = new WeakMap<Database, Map<number, Reactions>>()

/** What a bucket does by itself; undefined for nearly every bucket, which costs no look at the database. */
export function reactionsOf(context: WriteContext, bucket: Bucket): Reactions | undefined {
  if (bucket.reactions === 0) return undefined
  const kept = known.get(context.db) ?? new Map<number, Reactions>()
  const found = kept.get(bucket.reactions)
  if (found !== undefined) return found
  const configuration = (kind: string): unknown => configurationOf(context.db, bucket.id, kind)
  const reactions: Reactions = {
    notification: configuration(BUCKET_CONFIGURATIONS.notification) as NotificationConfiguration | undefined,
    replication: configuration(BUCKET_CONFIGURATIONS.replication) as ReplicationConfiguration | undefined,
  }
  if (kept.size >= KEPT) kept.clear()
  known.set(context.db, kept.set(bucket.reactions, reactions))
  return reactions
}

/** To be called when a configuration has been put or removed. */
export function renewReactions(context: WriteContext, bucketId: number, kind: string): void {
  if (!REACTING.includes(kind)) return
  const sql = `SELECT 1 FROM bucket_configuration WHERE bucket_id = ? AND kind IN (${REACTING.map(() => '?').join(', ')}) LIMIT 1`
  const reacts = all(context.db, sql, bucketId, ...REACTING).length > 0
  run(context.db, 'UPDATE bucket SET reactions = ? WHERE id = ?', reacts ? context.nextWrite() : 0, bucketId)
}
