import type { ObjectAddress } from '../../../model/object.ts'
import type { ObjectChange } from '../../object-writes.ts'
import { applyChange } from '../changes/apply-change.ts'
import { packEntries } from '../changes/entry-set.ts'
import { requireBucket } from '../rows/bucket-rows.ts'
import type { WriteContext } from '../writer/write-context.ts'

export interface ChangeObject {
  readonly address: ObjectAddress
  readonly change: ObjectChange
}

/** A change to one object: the set form with a set of one. */
export function changeObject(context: WriteContext, { address, change }: ChangeObject): void {
  const bucket = requireBucket(context.db, address.bucket)
  const versions = address.versionId === undefined ? undefined : [address.versionId]
  const [refused] = applyChange(context, { ...packEntries([address.key], versions), bucket }, change)
  if (refused !== undefined) throw refused.error
}
