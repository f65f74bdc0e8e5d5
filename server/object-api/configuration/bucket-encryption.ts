/** PutBucketEncryption, GetBucketEncryption and DeleteBucketEncryption. */

import { BUCKET_CONFIGURATIONS } from '../../../db/model/bucket-configuration.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type {
  DeleteBucketEncryptionRequest,
  GetBucketEncryptionRequest,
  PutBucketEncryptionRequest,
  ServerSideEncryptionRule,
} from '../../protocol/generated/s3-types.ts'
import { existingBucket } from '../buckets/existing-bucket.ts'
import type { ObjectHandler } from '../handler.ts'
import { checkDocument } from '../request/check-document.ts'
import { putConfiguration, removeConfiguration } from './stored-configuration.ts'

const KIND = BUCKET_CONFIGURATIONS.encryption

/** Every bucket encrypts with SSE-S3 since January 2023. */
const DEFAULT = {
  Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false }],
}

export const putBucketEncryption: ObjectHandler<PutBucketEncryptionRequest> = (ports, request) => {
  const { ServerSideEncryptionConfiguration: configuration } = request.input
  checkDocument(request)
  const [rule] = configuration.Rules
  if (rule === undefined || configuration.Rules.length > 1) throw new S3Error('MalformedXML')
  checkRule(rule)
  return putConfiguration(ports, request, KIND, {
    Rules: [{ ...rule, BucketKeyEnabled: rule.BucketKeyEnabled ?? false }],
  })
}

export const getBucketEncryption: ObjectHandler<GetBucketEncryptionRequest> = async (ports, request) => {
  const bucket = await existingBucket(ports, request)
  const stored = await ports.store.buckets.configuration(bucket.name, KIND)
  if (stored === undefined && ports.settings.newBuckets === 'classic') {
    throw new S3Error('ServerSideEncryptionConfigurationNotFoundError', { detail: { BucketName: bucket.name } })
  }
  return { output: { ServerSideEncryptionConfiguration: stored ?? DEFAULT } }
}

/** Leads back to SSE-S3. */
export const deleteBucketEncryption: ObjectHandler<DeleteBucketEncryptionRequest> = (ports, request) =>
  removeConfiguration(ports, request, KIND)

function checkRule({
  ApplyServerSideEncryptionByDefault: wanted,
  BlockedEncryptionTypes: blocked,
}: ServerSideEncryptionRule): void {
  if (wanted === undefined && blocked === undefined) throw new S3Error('MalformedXML')
  if (wanted?.SSEAlgorithm !== 'AES256' || wanted.KMSMasterKeyID === undefined) return
  throw new S3Error('InvalidArgument', {
    message: 'a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse',
    detail: { ArgumentName: 'ApplyServerSideEncryptionByDefault' },
  })
}
