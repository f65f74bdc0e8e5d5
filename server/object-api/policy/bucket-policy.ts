/** PutBucketPolicy, GetBucketPolicy, GetBucketPolicyStatus and DeleteBucketPolicy. */

import { BUCKET_CONFIGURATIONS } from '../../../db/model/bucket-configuration.ts'
import type { Bucket } from '../../../db/model/object.ts'
import { isPublicAcl } from '../../../db/model/public-acl.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type {
  DeleteBucketPolicyRequest,
  GetBucketPolicyRequest,
  GetBucketPolicyStatusRequest,
  PutBucketPolicyRequest,
} from '../../protocol/generated/s3-types.ts'
import { effectiveBlock } from '../acl/effective-block.ts'
import { existingBucket } from '../buckets/existing-bucket.ts'
import { removeConfiguration } from '../configuration/stored-configuration.ts'
import { dialectOf } from '../dialect.ts'
import type { ObjectApiPorts, ObjectHandler } from '../handler.ts'
import { checkActionsApply } from './applicable-actions.ts'
import { checkPolicy } from './check-policy.ts'
import { type PolicyDocument, parsePolicy } from './policy-document.ts'
import { isPublicPolicy } from './public-policy.ts'
import { concernsBucket } from './resources.ts'

const KIND = BUCKET_CONFIGURATIONS.policy

export const putBucketPolicy: ObjectHandler<PutBucketPolicyRequest> = async (ports, request) => {
  const text = request.input.Policy
  const bucket = await existingBucket(ports, request)
  const document = checkPolicy(text, concernsBucket(bucket.name))
  checkActionsApply(document)
  if (isPublicPolicy(document) && (await effectiveBlock(ports.store, bucket)).BlockPublicPolicy)
    throw new S3Error('AccessDenied')
  // The text is kept as it came: that is what GetBucketPolicy returns.
  await ports.store.buckets.putConfiguration(bucket.name, KIND, text)
  return { output: {}, status: 204 }
}

export const getBucketPolicy: ObjectHandler<GetBucketPolicyRequest> = async (ports, request) => {
  const bucket = await existingBucket(ports, request)
  return { output: { Policy: await requirePolicy(ports, bucket) } }
}

export const getBucketPolicyStatus: ObjectHandler<GetBucketPolicyStatusRequest> = async (ports, request) => {
  const bucket = await existingBucket(ports, request)
  const judged = dialectOf(ports.settings).statusWithoutPolicy === 'judged'
  const text = judged ? await policyText(ports, bucket) : await requirePolicy(ports, bucket)
  const isPublic = text !== undefined && isPublicPolicy(parsePolicy(text))
  return { output: { PolicyStatus: { IsPublic: isPublic || (judged && isPublicAcl(bucket.acl)) } } }
}

export const deleteBucketPolicy: ObjectHandler<DeleteBucketPolicyRequest> = (ports, request) =>
  removeConfiguration(ports, request, KIND)

/** A bucket's policy, read; undefined when it has none. */
export async function bucketPolicy(ports: ObjectApiPorts, bucket: Bucket): Promise<PolicyDocument | undefined> {
  const text = await policyText(ports, bucket)
  return text === undefined ? undefined : parsePolicy(text)
}

async function requirePolicy(ports: ObjectApiPorts, bucket: Bucket): Promise<string> {
  const text = await policyText(ports, bucket)
  if (text === undefined) throw new S3Error('NoSuchBucketPolicy', { detail: { BucketName: bucket.name } })
  return text
}

async function policyText({ store }: ObjectApiPorts, bucket: Bucket): Promise<string | undefined> {
  return (await store.buckets.configuration(bucket.name, KIND)) as string | undefined
}
