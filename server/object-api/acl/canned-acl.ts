import type { AccessControlList, Grant } from '../../../db/model/object.ts'
import { ALL_USERS, AUTHENTICATED_USERS } from '../../../db/model/public-acl.ts'
import { S3Error } from '../../../db/model/s3-error.ts'

export const LOG_DELIVERY = 'http://acs.amazonaws.com/groups/s3/LogDelivery'

/** Canonical user ids. */
export interface AclOwners {
  readonly owner: string
  readonly bucketOwner: string
}

type Extra = (owners: AclOwners) => readonly Grant[]

const group = (uri: string, ...permissions: readonly Grant['permission'][]): readonly Grant[] =>
  permissions.map((permission) => ({ grantee: { type: 'uri', value: uri }, permission }))

/** The bucket owner's grant; none when it owns the object anyway. */
const toBucketOwner =
  (permission: Grant['permission']): Extra =>
  ({ owner, bucketOwner }) =>
    owner === bucketOwner ? [] : [{ grantee: { type: 'id', value: bucketOwner }, permission }]

/** What each canned ACL grants beside the owner's full control. Source: User Guide, "Canned ACL". */
const CANNED = {
  private: () => [],
  'public-read': () => group(ALL_USERS, 'READ'),
  'public-read-write': () => group(ALL_USERS, 'READ', 'WRITE'),
  'authenticated-read': () => group(AUTHENTICATED_USERS, 'READ'),
  'aws-exec-read': () => [],
  'bucket-owner-read': toBucketOwner('READ'),
  'bucket-owner-full-control': toBucketOwner('FULL_CONTROL'),
  'log-delivery-write': () => group(LOG_DELIVERY, 'WRITE', 'READ_ACP'),
} satisfies Record<string, Extra>

/**
 * The list that a canned ACL stands for; undefined for one that gives rights to the owner alone.
 * @throws S3Error `InvalidArgument`
 */
export function cannedAcl(name: string, owners: AclOwners): AccessControlList | undefined {
  if (!isCanned(name)) {
    throw new S3Error('InvalidArgument', { detail: { ArgumentName: 'x-amz-acl', ArgumentValue: name } })
  }
  const extra = CANNED[name](owners)
  return extra.length === 0 ? undefined : { owner: owners.owner, grants: [fullControl(owners.owner), ...extra] }
}

/** The list of an object or bucket whose ACL was never set. */
export function privateAcl(owner: string): AccessControlList {
  return { owner, grants: [fullControl(owner)] }
}

function fullControl(owner: string): Grant {
  return { grantee: { type: 'id', value: owner }, permission: 'FULL_CONTROL' }
}

function isCanned(name: string): name is keyof typeof CANNED {
  return Object.hasOwn(CANNED, name)
}
