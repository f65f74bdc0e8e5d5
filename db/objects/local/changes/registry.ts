import type { ObjectChange } from '../../object-writes.ts'
import { putAcl } from './acl.ts'
import type { AttrChange } from './attr-change.ts'
import { updateEncryption } from './encryption.ts'
import { putLegalHold, putRetention } from './object-lock.ts'
import { restoreObject } from './restore.ts'
import { deleteTagging, putTagging } from './tagging.ts'

type Registry = { readonly [Kind in ObjectChange['kind']]: AttrChange<Extract<ObjectChange, { kind: Kind }>> }

const changes: Registry = {
  putTagging,
  deleteTagging,
  putAcl,
  putLegalHold,
  putRetention,
  restore: restoreObject,
  updateEncryption,
}

/** The code for a kind of change. */
export function attrChange(change: ObjectChange): AttrChange<ObjectChange> {
  return changes[change.kind] as unknown as AttrChange<ObjectChange>
}
