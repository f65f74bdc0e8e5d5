import type { AccessPoint } from '../../../db/model/access-point.ts'
import { BUCKET_CONFIGURATIONS } from '../../../db/model/bucket-configuration.ts'
import type { AccessControlList, Bucket } from '../../../db/model/object.ts'
import { isPublicAcl } from '../../../db/model/public-acl.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type { Caller } from '../../caller.ts'
import type { OwnershipControls } from '../../protocol/generated/s3-types.ts'
import { canonicalId } from '../accounts.ts'
import type { ObjectApiPorts } from '../handler.ts'
import { type AclHeaders, aclHeaders, hasAclHeaders } from './acl-headers.ts'
import { effectiveBlock } from './effective-block.ts'

export type ObjectOwnership = 'BucketOwnerEnforced' | 'BucketOwnerPreferred' | 'ObjectWriter'

/** A bucket without ownership controls is one where writers own what they write. */
export async function objectOwnership({ store }: ObjectApiPorts, bucket: Bucket): Promise<ObjectOwnership> {
  const controls = (await store.buckets.configuration(bucket.name, BUCKET_CONFIGURATIONS.ownership)) as
    | OwnershipControls
    | undefined
  return controls?.Rules[0]?.ObjectOwnership ?? 'ObjectWriter'
}

export interface NewObjectRights {
  /** Account; undefined: the bucket's. */
  readonly owner?: string
  readonly acl?: AccessControlList
}

/**
 * Who owns an object that is being written, and its ACL (User Guide, "Controlling ownership of objects").
 * @throws S3Error `AccessControlListNotSupported`, `AccessDenied` (public access is blocked), `InvalidArgument`
 */
export async function newObjectRights(
  ports: ObjectApiPorts,
  bucket: Bucket,
  caller: Caller,
  input: AclHeaders,
  accessPoint?: AccessPoint,
): Promise<NewObjectRights> {
  const foreign = !caller.anonymous && caller.account !== bucket.account
  if (!foreign && !hasAclHeaders(input)) return {}
  const ownership = await objectOwnership(ports, bucket)
  if (ownership === 'BucketOwnerEnforced') {
    if (hasAclHeaders(input) && input.ACL !== 'bucket-owner-full-control') {
      throw new S3Error('AccessControlListNotSupported')
    }
    return {}
  }
  const handedOver = ownership === 'BucketOwnerPreferred' && input.ACL === 'bucket-owner-full-control'
  const owner = foreign && !handedOver ? caller.account : bucket.account
  const owners = {
    owner: canonicalId(ports.settings, owner),
    bucketOwner: canonicalId(ports.settings, bucket.account),
  }
  const acl = aclHeaders(input, owners, ports.settings)
  if (acl !== undefined) await refuseBlockedAcl(ports, bucket, acl, accessPoint)
  return { owner, ...(acl === undefined ? {} : { acl }) }
}

/** @throws S3Error `AccessDenied` when public ACLs are blocked and this is one */
export async function refuseBlockedAcl(
  ports: ObjectApiPorts,
  bucket: Bucket,
  acl: AccessControlList,
  accessPoint: AccessPoint | undefined,
): Promise<void> {
  if (!isPublicAcl(acl)) return
  if ((await effectiveBlock(ports.store, bucket, accessPoint)).BlockPublicAcls) throw new S3Error('AccessDenied')
}
