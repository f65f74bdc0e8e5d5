import type { AccessPoint } from '../../../db/model/access-point.ts'
import type { AccessControlList, Bucket } from '../../../db/model/object.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type { AccessControlPolicy } from '../../protocol/generated/s3-types.ts'
import { canonicalId } from '../accounts.ts'
import type { ObjectApiPorts } from '../handler.ts'
import { aclOfDocument } from './acl-document.ts'
import { type AclHeaders, aclHeaders, hasAclHeaders } from './acl-headers.ts'
import { objectOwnership, refuseBlockedAcl } from './object-ownership.ts'

interface AclInput extends AclHeaders {
  readonly AccessControlPolicy?: AccessControlPolicy | undefined
}

/**
 * The list that PutObjectAcl or PutBucketAcl asks for; undefined: the owner alone has rights.
 * @param owner account of the bucket or object
 * @throws S3Error `AccessControlListNotSupported`, `AccessDenied`, `MissingSecurityHeader`, `UnexpectedContent`, …
 */
export async function askedAcl(
  ports: ObjectApiPorts,
  bucket: Bucket,
  owner: string,
  input: AclInput,
  accessPoint?: AccessPoint,
): Promise<AccessControlList | undefined> {
  const owners = { owner: canonicalId(ports.settings, owner), bucketOwner: canonicalId(ports.settings, bucket.account) }
  const acl = aclOf(ports, owners, input)
  if ((await objectOwnership(ports, bucket)) === 'BucketOwnerEnforced') {
    // What changes nothing is taken (User Guide, "Controlling ownership of objects").
    if (input.ACL === 'bucket-owner-full-control' || givesOwnerAlone(acl, owners.bucketOwner)) return undefined
    throw new S3Error('AccessControlListNotSupported')
  }
  if (acl !== undefined) await refuseBlockedAcl(ports, bucket, acl, accessPoint)
  return acl
}

function aclOf(ports: ObjectApiPorts, owners: { owner: string; bucketOwner: string }, input: AclInput) {
  const { AccessControlPolicy: document } = input
  if (hasAclHeaders(input)) {
    if (document !== undefined) throw new S3Error('UnexpectedContent')
    return aclHeaders(input, owners, ports.settings)
  }
  if (document === undefined) throw new S3Error('MissingSecurityHeader', { detail: { MissingHeaderName: 'x-amz-acl' } })
  return aclOfDocument(document, owners.owner, ports.settings)
}

/** choice: only a document may say so; the canned ACL `private` is refused like any other. */
function givesOwnerAlone(acl: AccessControlList | undefined, owner: string): boolean {
  const [grant, ...others] = acl?.grants ?? []
  return grant?.grantee.value === owner && grant.permission === 'FULL_CONTROL' && others.length === 0
}
