import type { LifecycleAction } from '../../../model/lifecycle.ts'
import { STORAGE_CLASSES, type StorageClass } from '../../../model/object.ts'
import type { ArchiveTier } from '../../../model/tiering.ts'
import { run } from '../../../sqlite/statement.ts'
import { insertDeleteMarker } from '../commands/insert-version.ts'
import { takeVersion } from '../commands/remove-object.ts'
import { versionRow } from '../commands/version-by-row.ts'
import { announce } from '../reactions/announce.ts'
import { ARCHIVE_TIERS, type VersionRow } from '../rows/version-rows.ts'
import type { LifecyclePass } from './lifecycle-pass.ts'

/** @returns false when a lock keeps the version as it is */
export function carryOut(pass: LifecyclePass, row: VersionRow, action: LifecycleAction): boolean {
  if (action.kind === 'transition') {
    transition(pass, row, action.storageClass)
    return true
  }
  if (action.kind === 'remove') return remove(pass, row)
  return expire(pass, row)
}

function remove({ context, bucket, asOfMs }: LifecyclePass, row: VersionRow): boolean {
  if (row.hold === 1 || (row.ret_until ?? 0) > asOfMs) return false
  takeVersion(context, row)
  announce(context, bucket, 'LifecycleExpiration:Delete', [row])
  return true
}

/** The marker is the bucket owner's, and is not replicated (User Guide, "What isn't replicated"). */
function expire(pass: LifecyclePass, row: VersionRow): boolean {
  const { context, bucket } = pass
  if (bucket.versioning === 'Off') return remove(pass, row)
  const id = insertDeleteMarker(context, bucket, row.key)
  announce(context, bucket, 'LifecycleExpiration:DeleteMarkerCreated', [versionRow(context, id)])
  return true
}

/** A restored copy of an archived object goes with its class. */
const MOVE = `UPDATE attr SET storage = ?, archive_tier = 0, restore_ready = 0, restore_expires = 0 WHERE id = ?`

function transition({ context, bucket }: LifecyclePass, row: VersionRow, storageClass: StorageClass): void {
  run(context.db, MOVE, STORAGE_CLASSES.indexOf(storageClass), row.id)
  announce(context, bucket, 'LifecycleTransition', [row], { destination: storageClass })
}

const ARCHIVE = 'UPDATE attr SET archive_tier = ?, restore_ready = 0, restore_expires = 0 WHERE id = ?'

export function moveToTier({ context, bucket }: LifecyclePass, row: VersionRow, tier: ArchiveTier): void {
  run(context.db, ARCHIVE, ARCHIVE_TIERS.indexOf(tier), row.id)
  announce(context, bucket, 'IntelligentTiering', [row], { destination: tier })
}
