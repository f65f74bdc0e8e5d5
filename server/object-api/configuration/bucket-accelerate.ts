/** PutBucketAccelerateConfiguration and GetBucketAccelerateConfiguration. */

import { BUCKET_CONFIGURATIONS } from '../../../db/model/bucket-configuration.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type {
  GetBucketAccelerateConfigurationRequest,
  PutBucketAccelerateConfigurationRequest,
} from '../../protocol/generated/s3-types.ts'
import { existingBucket } from '../buckets/existing-bucket.ts'
import type { ObjectHandler } from '../handler.ts'
import { checkDocument } from '../request/check-document.ts'
import { putConfiguration } from './stored-configuration.ts'

const KIND = BUCKET_CONFIGURATIONS.accelerate

export const putBucketAccelerateConfiguration: ObjectHandler<PutBucketAccelerateConfigurationRequest> = (
  ports,
  request,
) => {
  const { Status } = request.input.AccelerateConfiguration
  checkDocument(request)
  if (Status === undefined) throw new S3Error('MalformedXML')
  if (request.bucket?.includes('.') === true) {
    throw new S3Error('InvalidRequest', {
      message: 'S3 Transfer Acceleration is not supported for buckets with periods (.) in their names',
    })
  }
  return putConfiguration(ports, request, KIND, { Status })
}

/** A bucket that was never accelerated has no status. */
export const getBucketAccelerateConfiguration: ObjectHandler<GetBucketAccelerateConfigurationRequest> = async (
  ports,
  request,
) => {
  const bucket = await existingBucket(ports, request)
  const stored = (await ports.store.buckets.configuration(bucket.name, KIND)) as { readonly Status: string } | undefined
  return { output: { ...stored } }
}
