import type { Bucket } from '../../../db/model/object.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type { ObjectApiPorts, ObjectRequest } from '../handler.ts'

/**
 * The bucket a request is about, once it is the expected owner's (`x-amz-expected-bucket-owner`).
 * @throws S3Error `NoSuchBucket`, `AccessDenied`
 */
export async function existingBucket(
  { store }: ObjectApiPorts,
  {
    bucket: name,
    input,
  }: Pick<ObjectRequest<{ readonly ExpectedBucketOwner?: string | undefined }>, 'bucket' | 'input'>,
): Promise<Bucket> {
  const bucket = await store.buckets.get(name ?? '')
  checkExpectedOwner(bucket, input.ExpectedBucketOwner)
  return bucket
}

/** @throws S3Error `AccessDenied` when the bucket is another account's than the caller thinks */
export function checkExpectedOwner(bucket: Bucket, expected: string | undefined): void {
  if (expected === undefined || expected === bucket.account) return
  if (/^\d{12}$/.test(expected)) throw new S3Error('AccessDenied')
  throw new S3Error('InvalidBucketOwnerAWSAccountID', {
    message: `The value of the expected bucket owner parameter must be an AWS Account ID... [${expected}]`,
  })
}
