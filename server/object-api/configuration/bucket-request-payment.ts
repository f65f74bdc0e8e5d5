/** PutBucketRequestPayment and GetBucketRequestPayment. */
import { BUCKET_CONFIGURATIONS } from '../../../db/model/bucket-configuration.ts'
import type {
  GetBucketRequestPaymentRequest,
  PutBucketRequestPaymentRequest,
} from '../../protocol/generated/s3-types.ts'
import { existingBucket } from '../buckets/existing-bucket.ts'
import type { ObjectHandler } from '../handler.ts'
import { checkDocument } from '../request/check-document.ts'
import { putConfiguration } from './stored-configuration.ts'

const KIND = BUCKET_CONFIGURATIONS.requestPayment

export const putBucketRequestPayment: ObjectHandler<PutBucketRequestPaymentRequest> = (ports, request) => {
  checkDocument(request)
  return putConfiguration(ports, request, KIND, { Payer: request.input.RequestPaymentConfiguration.Payer })
}

export const getBucketRequestPayment: ObjectHandler<GetBucketRequestPaymentRequest> = async (ports, request) => {
  const bucket = await existingBucket(ports, request)
  const stored = (await ports.store.buckets.configuration(bucket.name, KIND)) as { readonly Payer: string } | undefined
  return { output: { Payer: stored?.Payer ?? 'BucketOwner' } }
}
