/** PutBucketAcl and GetBucketAcl. */
import type { GetBucketAclRequest, PutBucketAclRequest } from '../../protocol/generated/s3-types.ts'
import { canonicalId } from '../accounts.ts'
import { existingBucket } from '../buckets/existing-bucket.ts'
import type { ObjectHandler } from '../handler.ts'
import { documentOfAcl } from './acl-document.ts'
import { askedAcl } from './asked-acl.ts'
import { privateAcl } from './canned-acl.ts'

export const putBucketAcl: ObjectHandler<PutBucketAclRequest> = async (ports, request) => {
  const bucket = await existingBucket(ports, request)
  await ports.store.buckets.setAcl(bucket.name, await askedAcl(ports, bucket, bucket.account, request.input))
  return { output: {} }
}

export const getBucketAcl: ObjectHandler<GetBucketAclRequest> = async (ports, request) => {
  const bucket = await existingBucket(ports, request)
  const acl = bucket.acl ?? privateAcl(canonicalId(ports.settings, bucket.account))
  return { output: documentOfAcl(acl, ports.settings) as Readonly<Record<string, unknown>> }
}
