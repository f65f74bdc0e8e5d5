/** PutAccessPointPolicy, GetAccessPointPolicy, GetAccessPointPolicyStatus and DeleteAccessPointPolicy. */
import { type AccessPoint, accessPointArn } from '../../../db/model/access-point.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import { accessPointBlock } from '../../object-api/acl/effective-block.ts'
import { checkPolicy } from '../../object-api/policy/check-policy.ts'
import { parsePolicy } from '../../object-api/policy/policy-document.ts'
import { isPublicPolicy } from '../../object-api/policy/public-policy.ts'
import { concernsAccessPoint } from '../../object-api/policy/resources.ts'
import type {
  DeleteAccessPointPolicyRequest,
  GetAccessPointPolicyRequest,
  GetAccessPointPolicyStatusRequest,
  PutAccessPointPolicyRequest,
} from '../../protocol/generated/s3control-types.ts'
import type { ControlHandler } from '../handler.ts'
import { ownAccessPoint } from './own-access-point.ts'

export const putAccessPointPolicy: ControlHandler<PutAccessPointPolicyRequest> = async (
  { store },
  { input, caller },
) => {
  const point = await ownAccessPoint(store, caller, input.Name)
  const document = checkPolicy(input.Policy, concernsAccessPoint(accessPointArn(point)))
  if (isPublicPolicy(document) && (await accessPointBlock(store, point)).BlockPublicPolicy)
    throw new S3Error('AccessDenied')
  // The text is kept as it came: that is what GetAccessPointPolicy returns.
  await store.accessPoints.change(point, { kind: 'policy', policy: input.Policy })
  return {}
}

export const getAccessPointPolicy: ControlHandler<GetAccessPointPolicyRequest> = async (
  { store },
  { input, caller },
) => ({ Policy: requirePolicy(await ownAccessPoint(store, caller, input.Name)) })

export const getAccessPointPolicyStatus: ControlHandler<GetAccessPointPolicyStatusRequest> = async (
  { store },
  { input, caller },
) => {
  const text = requirePolicy(await ownAccessPoint(store, caller, input.Name))
  return { PolicyStatus: { IsPublic: isPublicPolicy(parsePolicy(text)) } }
}

/** One that is not there is deleted as well, as that of a bucket is. */
export const deleteAccessPointPolicy: ControlHandler<DeleteAccessPointPolicyRequest> = async (
  { store },
  { input, caller },
) => {
  const point = await ownAccessPoint(store, caller, input.Name)
  await store.accessPoints.change(point, { kind: 'policy', policy: undefined })
  return {}
}

function requirePolicy({ name, policy }: AccessPoint): string {
  if (policy === undefined) throw new S3Error('NoSuchAccessPointPolicy', { detail: { AccessPointName: name } })
  return policy
}
