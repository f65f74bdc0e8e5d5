import { BUCKET_CONFIGURATIONS } from '../../../model/bucket-configuration.ts'
import { canonicalIdOf } from '../../../model/canonical-id.ts'
import type { AccessControlList, Bucket } from '../../../model/object.ts'
import type { PublicAccessBlock } from '../../../model/public-access-block.ts'
import { isPublicAcl } from '../../../model/public-acl.ts'
import { S3Error } from '../../../model/s3-error.ts'
import type { ObjectChange } from '../../object-writes.ts'
import { accountBlock } from '../rows/access-point-rows.ts'
import { configurationOf } from '../rows/bucket-rows.ts'
import { intern } from '../rows/interned.ts'
import type { WriteContext } from '../writer/write-context.ts'
import type { AttrChange } from './attr-change.ts'

type PutAcl = Extract<ObjectChange, { kind: 'putAcl' }>

/** PutObjectAcl. */
export const putAcl: AttrChange<PutAcl> = {
  set: 'acl = @acl',
  refusals: [],
  repeatable: true,
  values: (context, { acl }) => ({ acl: intern(context.db, 'acl', acl) }),
  refuse: (context, bucket, { acl }) => refusedAcl(context, bucket, acl),
}

/**
 * Why a bucket does not take an object's ACL: with "bucket owner enforced" it takes only one that gives its owner full
 * control; where public ACLs are blocked, by itself or by its account, none that gives anything to everybody.
 */
export function refusedAcl(
  context: WriteContext,
  bucket: Bucket,
  acl: AccessControlList | undefined,
): S3Error | undefined {
  if (acl === undefined) return undefined
  if (isOwnerEnforced(context, bucket)) {
    return givesOnlyOwnerControl(bucket, acl) ? undefined : new S3Error('AccessControlListNotSupported')
  }
  return isPublicAcl(acl) && blocksPublicAcls(context, bucket) ? new S3Error('AccessDenied') : undefined
}

export function isOwnerEnforced(context: WriteContext, bucket: Bucket): boolean {
  const stored = configurationOf(context.db, bucket.id, BUCKET_CONFIGURATIONS.ownership) as
    | { readonly Rules?: readonly { readonly ObjectOwnership?: string }[] }
    | undefined
  return stored?.Rules?.[0]?.ObjectOwnership === 'BucketOwnerEnforced'
}

function blocksPublicAcls({ db }: WriteContext, bucket: Bucket): boolean {
  const own = configurationOf(db, bucket.id, BUCKET_CONFIGURATIONS.publicAccessBlock) as
    | Partial<PublicAccessBlock>
    | undefined
  return own?.BlockPublicAcls === true || accountBlock(db, bucket.account)?.BlockPublicAcls === true
}

function givesOnlyOwnerControl(bucket: Bucket, acl: AccessControlList): boolean {
  const owner = canonicalIdOf(bucket.account)
  return acl.grants.every(
    ({ grantee, permission }) => grantee.type === 'id' && grantee.value === owner && permission === 'FULL_CONTROL',
  )
}
