/** PutAccessPointPolicy, GetAccessPointPolicy, GetAccessPointPolicyStatus and DeleteAccessPointPolicy. */
import { type AccessPoint, accessPointArn } from '../../../db/model/access-point.ts'
import { BUCKET_CONFIGURATIONS } from '../../../db/model/bucket-configuration.ts'
import { type PublicAccessBlock, unitedBlock } from '../../../db/model/public-access-block.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type { ObjectStore } from '../../../db/objects/object-store.ts'
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
  if (isPublicPolicy(document) && (await blockOf(store, point)).BlockPublicPolicy) throw new S3Error('AccessDenied')
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

/** A bucket's own block counts for the access points of its account (API Reference, PublicAccessBlockConfiguration). */
async function blockOf(store: ObjectStore, point: AccessPoint): Promise<PublicAccessBlock> {
  const account = await store.accessPoints.accountBlock(point.account)
  const isOwn = point.account === point.bucketAccount && (await store.buckets.find(point.bucket)) !== undefined
  const bucket = isOwn
    ? await store.buckets.configuration(point.bucket, BUCKET_CONFIGURATIONS.publicAccessBlock)
    : undefined
  return unitedBlock([point.publicAccessBlock, account, bucket as Partial<PublicAccessBlock> | undefined])
}
