/**
 * Who may do what, when signatures are verified (`--auth sigv4`): the bucket's owner, whom the bucket policy names, and
 * whom ACLs name. Source: User Guide, "How Amazon S3 authorizes a request".
 */
import type { AccessPoint } from '../../../db/model/access-point.ts'
import { bucketArn, objectArn } from '../../../db/model/arn.ts'
import type { AccessControlList, Bucket, ObjectAddress, ObjectVersion } from '../../../db/model/object.ts'
import { ALL_USERS, AUTHENTICATED_USERS } from '../../../db/model/public-acl.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import { effectiveBlock } from '../acl/effective-block.ts'
import { objectOwnership } from '../acl/object-ownership.ts'
import type { ObjectApiPorts, ObjectRequest } from '../handler.ts'
import { bucketPolicy } from '../policy/bucket-policy.ts'
import type { ContextValues } from '../policy/condition-operators.ts'
import { evaluatePolicy, type PolicyVerdict } from '../policy/evaluate-policy.ts'
import { isPublicPolicy } from '../policy/public-policy.ts'
import { accessPointAllows } from './access-point-verdict.ts'
import { conditionContext } from './condition-context.ts'
import type { RequiredAccess } from './required-access.ts'

/** The owner can always get out of a policy that locks everybody out. */
const OWNERS_OWN = new Set(['s3:PutBucketPolicy', 's3:GetBucketPolicy', 's3:DeleteBucketPolicy'])

export interface AccessAddress {
  readonly bucket: Bucket
  readonly key?: string | undefined
  readonly versionId?: string | undefined
  /** Of a question whether this key may be seen in a listing. */
  readonly listedKey?: string | undefined
  /** Through which the bucket is asked. */
  readonly accessPoint?: AccessPoint | undefined
}

/** Whether the caller may do that to that object, or to the bucket when there is no key. */
export async function mayAccess(
  ports: ObjectApiPorts,
  request: ObjectRequest<unknown>,
  access: RequiredAccess,
  address: AccessAddress,
): Promise<boolean> {
  const { bucket, accessPoint, key } = address
  const object = await existingObject(ports, address)
  const isOwner = !request.caller.anonymous && request.caller.account === bucket.account
  if (isOwner && OWNERS_OWN.has(access.action)) return true
  const context = contextOf(ports, request, { ...address, object })
  if (accessPoint !== undefined && !(await accessPointAllows(ports, request, access, accessPoint, { key, context }))) {
    return false
  }
  const verdict = await policyVerdict(ports, request, access, { ...address, object }, context)
  if (verdict === 'Deny') return false
  // A bucket's owner and its policy have no say over who reads another's object.
  const foreign = access.acl?.on === 'object' && object !== undefined && object.owner !== bucket.account
  if (!foreign && (isOwner || verdict === 'Allow')) return true
  return aclAllows(ports, request, access, { ...address, object })
}

/** @throws S3Error `AccessDenied` */
export async function requireAccess(...question: Parameters<typeof mayAccess>): Promise<void> {
  if (!(await mayAccess(...question))) throw new S3Error('AccessDenied')
}

async function existingObject(
  { store }: ObjectApiPorts,
  { bucket, key, versionId }: AccessAddress,
): Promise<ObjectVersion | undefined> {
  if (key === undefined) return undefined
  const address: ObjectAddress = { bucket: bucket.name, key, versionId }
  const version = await store.reads.find(address)
  return version?.deleteMarker === true ? undefined : version
}

interface Subject extends AccessAddress {
  readonly object: ObjectVersion | undefined
}

function contextOf(
  { clock }: ObjectApiPorts,
  request: ObjectRequest<unknown>,
  { bucket, object, listedKey, accessPoint }: Subject,
): ContextValues {
  return conditionContext({
    request,
    nowMs: clock.now(),
    resourceAccount: bucket.account,
    existingTags: object?.tags ?? [],
    listedKey,
    accessPoint,
  })
}

async function policyVerdict(
  ports: ObjectApiPorts,
  request: ObjectRequest<unknown>,
  { action, level }: RequiredAccess,
  { bucket, key, accessPoint }: Subject,
  context: ContextValues,
): Promise<PolicyVerdict> {
  const policy = await bucketPolicy(ports, bucket)
  if (policy === undefined) return 'Silent'
  const { caller } = request
  const verdict = evaluatePolicy(policy, {
    caller,
    action,
    resource: level === 'object' ? objectArn(bucket.name, key ?? '') : bucketArn(bucket.name),
    context,
  })
  const foreign = caller.anonymous || caller.account !== bucket.account
  if (verdict !== 'Allow' || !foreign || !isPublicPolicy(policy)) return verdict
  return (await effectiveBlock(ports.store, bucket, accessPoint)).RestrictPublicBuckets ? 'Silent' : verdict
}

async function aclAllows(
  ports: ObjectApiPorts,
  { caller }: ObjectRequest<unknown>,
  { acl: needed }: RequiredAccess,
  { bucket, object, accessPoint }: Subject,
): Promise<boolean> {
  if (needed === undefined || (await objectOwnership(ports, bucket)) === 'BucketOwnerEnforced') return false
  const subject = needed.on === 'bucket' ? { owner: bucket.account, acl: bucket.acl } : object
  if (subject === undefined) return false
  if (subject.acl === undefined) return !caller.anonymous && subject.owner === caller.account
  const ignoresPublic = (await effectiveBlock(ports.store, bucket, accessPoint)).IgnorePublicAcls
  return grants(subject.acl, needed.permission).some(({ grantee }) => {
    if (grantee.value === ALL_USERS) return !ignoresPublic
    if (grantee.value === AUTHENTICATED_USERS) return !ignoresPublic && !caller.anonymous
    return !caller.anonymous && grantee.value === caller.canonicalId
  })
}

function grants(acl: AccessControlList, permission: string): AccessControlList['grants'] {
  return acl.grants.filter((grant) => grant.permission === permission || grant.permission === 'FULL_CONTROL')
}
