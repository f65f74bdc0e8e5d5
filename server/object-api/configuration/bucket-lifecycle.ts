/** PutBucketLifecycleConfiguration, GetBucketLifecycleConfiguration and DeleteBucketLifecycle. */

import { BUCKET_CONFIGURATIONS } from '../../../db/model/bucket-configuration.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type {
  DeleteBucketLifecycleRequest,
  GetBucketLifecycleConfigurationRequest,
  PutBucketLifecycleConfigurationRequest,
} from '../../protocol/generated/s3-types.ts'
import { existingBucket } from '../buckets/existing-bucket.ts'
import type { ObjectHandler } from '../handler.ts'
import { requireBodyDigest } from '../request/body-digest.ts'
import { checkDocument } from '../request/check-document.ts'
import { checkLifecycleRules } from './lifecycle-rules.ts'
import { newRuleId } from './replication-rules.ts'
import { removeConfiguration, storedConfiguration } from './stored-configuration.ts'

export const LIFECYCLE_CONFIGURATION = BUCKET_CONFIGURATIONS.lifecycle

const SMALLEST = 'all_storage_classes_128K'
const SMALLEST_VALUES = new Set([SMALLEST, 'varies_by_storage_class'])

export const putBucketLifecycleConfiguration: ObjectHandler<PutBucketLifecycleConfigurationRequest> = async (
  ports,
  request,
) => {
  const { LifecycleConfiguration: configuration, TransitionDefaultMinimumObjectSize: smallest = SMALLEST } =
    request.input
  requireBodyDigest(request)
  if (configuration === undefined) throw new S3Error('MalformedXML')
  checkDocument(request)
  checkLifecycleRules(configuration.Rules)
  if (!SMALLEST_VALUES.has(smallest)) {
    throw new S3Error('InvalidRequest', { message: `Invalid TransitionDefaultMinimumObjectSize found: ${smallest}` })
  }
  const bucket = await existingBucket(ports, request)
  await ports.store.buckets.putConfiguration(bucket.name, LIFECYCLE_CONFIGURATION, {
    Rules: configuration.Rules.map((rule) =>
      rule.ID === undefined || rule.ID === '' ? { ...rule, ID: newRuleId() } : rule,
    ),
    TransitionDefaultMinimumObjectSize: smallest,
  })
  return { output: { TransitionDefaultMinimumObjectSize: smallest } }
}

export const getBucketLifecycleConfiguration: ObjectHandler<GetBucketLifecycleConfigurationRequest> = async (
  ports,
  request,
) => {
  const bucket = await existingBucket(ports, request)
  const { output } = request.operation
  const stored = await storedConfiguration<Readonly<Record<string, unknown>>>(
    ports,
    bucket,
    LIFECYCLE_CONFIGURATION,
    output,
  )
  if (stored === undefined) {
    throw new S3Error('NoSuchLifecycleConfiguration', { detail: { BucketName: bucket.name } })
  }
  return { output: stored }
}

export const deleteBucketLifecycle: ObjectHandler<DeleteBucketLifecycleRequest> = (ports, request) =>
  removeConfiguration(ports, request, LIFECYCLE_CONFIGURATION)
