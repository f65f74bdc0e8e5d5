import { bucketArn } from '../../../db/model/arn.ts'
import type { HeadBucketRequest } from '../../protocol/generated/s3-types.ts'
import type { ObjectHandler } from '../handler.ts'
import { existingBucket } from './existing-bucket.ts'

export const headBucket: ObjectHandler<HeadBucketRequest> = async (ports, request) => {
  const bucket = await existingBucket(ports, request)
  return {
    output: {
      BucketArn: bucketArn(bucket.name),
      BucketRegion: bucket.region,
      AccessPointAlias: request.accessPoint?.by === 'alias',
    },
  }
}
