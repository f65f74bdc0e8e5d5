import { accessPointArn } from '../../../db/model/access-point.ts'
import { ALL_BLOCKED, asPublicAccessBlock } from '../../../db/model/public-access-block.ts'
import type { CreateAccessPointRequest } from '../../protocol/generated/s3control-types.ts'
import type { ControlHandler } from '../handler.ts'
import { ServiceError } from '../service-error.ts'
import { resourceTags } from '../tagging/resource-tags.ts'
import { addressOf } from './own-access-point.ts'

/** Who says nothing of public access has all of it blocked; who says something has blocked what he names. */
export const createAccessPoint: ControlHandler<CreateAccessPointRequest> = async ({ store }, { input, caller }) => {
  const address = addressOf(caller, input.Name)
  refuseElsewhere(input)
  const { PublicAccessBlockConfiguration: block } = input
  const point = await store.accessPoints.create({
    ...address,
    bucket: input.Bucket,
    bucketAccount: input.BucketAccountId ?? caller.account,
    vpcId: input.VpcConfiguration?.VpcId,
    publicAccessBlock: block === undefined ? ALL_BLOCKED : asPublicAccessBlock(block),
    tags: resourceTags(input.Tags ?? []),
  })
  return { AccessPointArn: accessPointArn(point), Alias: point.alias }
}

/** @throws ServiceError for what only directory buckets and Outposts have */
function refuseElsewhere({ Bucket, Scope }: CreateAccessPointRequest): void {
  if (Bucket.startsWith('arn:') || Bucket.endsWith('--x-s3')) {
    throw new ServiceError(
      'NotImplemented',
      'Access points for directory buckets and Outposts are not implemented by s3control-local.',
    )
  }
  if (Scope !== undefined) {
    throw new ServiceError('InvalidRequest', 'Scope is only supported for access points attached to directory buckets.')
  }
}
