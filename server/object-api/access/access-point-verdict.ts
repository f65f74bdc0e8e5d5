import { type AccessPoint, accessPointArn, accessPointObjectArn } from '../../../db/model/access-point.ts'
import { accessPointBlock } from '../acl/effective-block.ts'
import type { ObjectApiPorts, ObjectRequest } from '../handler.ts'
import type { ContextValues } from '../policy/condition-operators.ts'
import { evaluatePolicy } from '../policy/evaluate-policy.ts'
import { parsePolicy } from '../policy/policy-document.ts'
import { isPublicPolicy } from '../policy/public-policy.ts'
import type { RequiredAccess } from './required-access.ts'

/**
 * Whether an access point lets a request through to its bucket, which decides for itself afterwards: both must allow it,
 * or the one's policy leaves it to the other by `s3:DataAccessPointAccount` (User Guide, "Configuring IAM policies for
 * using access points"). Its own account's requests need no policy.
 */
export async function accessPointAllows(
  { store }: ObjectApiPorts,
  { caller }: ObjectRequest<unknown>,
  { action, level }: RequiredAccess,
  point: AccessPoint,
  { key = '', context }: { readonly key: string | undefined; readonly context: ContextValues },
): Promise<boolean> {
  const isOwner = !caller.anonymous && caller.account === point.account
  if (point.policy === undefined) return isOwner
  const policy = parsePolicy(point.policy)
  const resource = level === 'object' ? accessPointObjectArn(point, key) : accessPointArn(point)
  const verdict = evaluatePolicy(policy, { caller, action, resource, context })
  if (verdict === 'Deny') return false
  if (isOwner) return true
  if (verdict === 'Silent') return false
  return !isPublicPolicy(policy) || !(await accessPointBlock(store, point)).RestrictPublicBuckets
}
