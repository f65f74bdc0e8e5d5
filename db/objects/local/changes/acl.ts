import { BUCKET_CONFIGURATIONS } from '../../../model/bucket-configuration.ts'
import { canonicalIdOf } from '../../../model/canonical-id.ts'
import type { AccessControlList, Bucket } from '../../../model/object.ts'
import { S3Error } from '../../../model/s3-error.ts'
import type { ObjectChange } from '../../object-writes.ts'
import { configurationOf } from '../rows/bucket-rows.ts'
import { intern } from '../rows/interned.ts'
import type { WriteContext } from '../writer/write-context.ts'
import type { AttrChange } from './attr-change.ts'

type PutAcl = Extract<ObjectChange, { kind: 'putAcl' }>

/** PutObjectAcl. A bucket with "bucket owner enforced" takes only an ACL that gives its owner full control. */
export const putAcl: AttrChange<PutAcl> = {
  set: 'acl = @acl',
  refusals: [],
  repeatable: true,
  values: (context, { acl }) => ({ acl: intern(context.db, 'acl', acl) }),
  refuse(context, bucket, { acl }) {
    if (!isOwnerEnforced(context, bucket) || givesOnlyOwnerControl(bucket, acl)) return undefined
    return new S3Error('AccessControlListNotSupported')
  },
}

export function isOwnerEnforced(context: WriteContext, bucket: Bucket): boolean {
  const stored = configurationOf(context.db, bucket.id, BUCKET_CONFIGURATIONS.ownership) as
    | { readonly Rules?: readonly { readonly ObjectOwnership?: string }[] }
    | undefined
  return stored?.Rules?.[0]?.ObjectOwnership === 'BucketOwnerEnforced'
}

function givesOnlyOwnerControl(bucket: Bucket, acl: AccessControlList | undefined): boolean {
  if (acl === undefined) return true
  const owner = canonicalIdOf(bucket.account)
  return acl.grants.every(
    ({ grantee, permission }) => grantee.type === 'id' && grantee.value === owner && permission === 'FULL_CONTROL',
  )
}
