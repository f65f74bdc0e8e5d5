import { type Bucket, REPLICATION_STATUSES, STORAGE_CLASSES } from '../../../model/object.ts'
import type { ReplicationDestination } from '../../../model/replication-rules.ts'
import { one, run } from '../../../sqlite/statement.ts'
import { defaultRetention } from '../commands/default-retention.ts'
import { dropVersion, retentionMode } from '../commands/insert-version.ts'
import { versionRow } from '../commands/version-by-row.ts'
import { shareBlob } from '../rows/blob-rows.ts'
import { nullRow } from '../rows/find-version.ts'
import { intern, interned } from '../rows/interned.ts'
import type { VersionRow } from '../rows/version-rows.ts'
import type { WriteContext } from '../writer/write-context.ts'
import { bringAnnotations } from './annotation-replicas.ts'
import { announce } from './announce.ts'

export interface Replica {
  readonly source: Bucket
  readonly row: VersionRow
  readonly destination: Bucket
  /** Its owner owns all that is in it. */
  readonly ownerEnforced: boolean
  readonly rule: ReplicationDestination
}

/** Makes a replica, or brings the one that is there up to the source's tags, ACL and locks. @returns whether it was made */
export function writeReplica(context: WriteContext, replica: Replica): boolean {
  const { row, destination } = replica
  const present = findReplica(context, destination, row)
  if (present === undefined) makeReplica(context, replica)
  else if (row.marker === 0) updateReplica(context, replica, present)
  return present === undefined
}

/** A replica has the version id of its source, the null version included. */
function findReplica(context: WriteContext, destination: Bucket, { key, seq, named }: VersionRow): number | undefined {
  const { db } = context
  const sql = 'SELECT id FROM version WHERE bucket_id = ? AND key = ? AND seq = ? AND named = ?'
  return one<{ id: number }>(db, sql, destination.id, key, seq, named)?.id
}

const INSERT_VERSION = `INSERT INTO version (bucket_id, key, seq, named, marker, modified_ms, size, etag, blob, owner, headers, checksum, parts)
  SELECT @destination, key, seq, named, marker, modified_ms, size, etag, blob, @owner, headers, checksum, parts
  FROM version WHERE id = @id`
const INSERT_ATTR = `INSERT INTO attr (id, tagset, acl, hold, ret_mode, ret_until, storage, encryption, replication)
  SELECT @replica, tagset, @acl, hold, @retMode, @retUntil, @storage, @encryption, @replication FROM attr WHERE id = @id`

/** The body is shared; the dates are the source's (User Guide, "What does Amazon S3 replicate?"). */
function makeReplica(context: WriteContext, replica: Replica): void {
  const { db } = context
  const { row, destination, rule, source } = replica
  if (row.named === 0) {
    const replaced = nullRow(db, destination.id, row.key)
    if (replaced !== undefined) dropVersion(context, replaced)
  }
  context.versionLog.note(destination.id, row.key)
  const owner = ownerOf(replica)
  const { rowid } = run(db, INSERT_VERSION, {
    id: row.id,
    destination: destination.id,
    owner: owner === destination.account ? null : owner,
  })
  if (row.blob !== null) shareBlob(db, row.blob)
  if (row.marker === 0) {
    run(db, INSERT_ATTR, {
      id: row.id,
      replica: rowid,
      acl: owner === ownerOfSource(source, row) ? (row.acl ?? 0) : 0,
      ...retentionOf(context, replica),
      storage: rule.StorageClass === undefined ? (row.storage ?? 0) : STORAGE_CLASSES.indexOf(rule.StorageClass),
      encryption: encryptionOf(context, replica),
      replication: REPLICATION_STATUSES.indexOf('REPLICA'),
    })
    bringAnnotations(context, row.id, rowid, true)
  }
  const event = row.marker === 1 ? 'ObjectRemoved:DeleteMarkerCreated' : 'ObjectCreated:Put'
  announce(context, destination, event, [versionRow(context, rowid)], { byService: true })
}

const UPDATE = `UPDATE attr SET (tagset, acl, hold, ret_mode, ret_until) =
    (SELECT tagset, @acl, hold, @retMode, @retUntil FROM attr WHERE id = @id) WHERE id = @replica`

/** A changed owner keeps its own ACL (User Guide, "Changing the replica owner"). */
function updateReplica(context: WriteContext, replica: Replica, present: number): void {
  const { row, source } = replica
  const keepsAcl = ownerOf(replica) === ownerOfSource(source, row)
  const { acl } = versionRow(context, present)
  const values = { acl: (keepsAcl ? row.acl : acl) ?? 0, ...retentionOf(context, replica) }
  run(context.db, UPDATE, { id: row.id, replica: present, ...values })
  bringAnnotations(context, row.id, present, false)
}

function ownerOfSource(source: Bucket, { owner }: VersionRow): string {
  return owner ?? source.account
}

function ownerOf({ source, row, destination, ownerEnforced, rule }: Replica): string {
  const changes = rule.AccessControlTranslation?.Owner === 'Destination' || ownerEnforced
  return changes ? destination.account : ownerOfSource(source, row)
}

/** The source's lock; without one the destination's default (User Guide, "What does Amazon S3 replicate?"). */
function retentionOf(context: WriteContext, { row, destination }: Replica): { retMode: number; retUntil: number } {
  if ((row.ret_mode ?? 0) !== 0) return { retMode: row.ret_mode ?? 0, retUntil: row.ret_until ?? 0 }
  const retention = defaultRetention(context.db, destination, context.clock.now())
  return { retMode: retentionMode(retention), retUntil: retention?.untilMs ?? 0 }
}

/** What KMS keeps is encrypted with the rule's key in the destination. */
function encryptionOf({ db }: WriteContext, { row, rule }: Replica): number {
  const key = rule.EncryptionConfiguration?.ReplicaKmsKeyID
  const encryption = interned<{ readonly kind: string }>(db, 'encryption', row.encryption ?? 0)
  if (key === undefined || encryption?.kind.endsWith('KMS') !== true) return row.encryption ?? 0
  return intern(db, 'encryption', { ...encryption, keyArn: key })
}
