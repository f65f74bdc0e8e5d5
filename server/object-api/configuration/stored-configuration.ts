/**
 * Bucket configurations that are kept as they were sent. A kind's name in the store is that of S3's sub-resource; its body
 * is S3's own structure as plain JSON, so dates come back as text and are made dates again by the model.
 */
import type { Bucket } from '../../../db/model/object.ts'
import { S3Error, type S3ErrorCode } from '../../../db/model/s3-error.ts'
import type { StructureShape } from '../../protocol/model.ts'
import { existingBucket } from '../buckets/existing-bucket.ts'
import type { ObjectApiPorts, ObjectReply, ObjectRequest } from '../handler.ts'
import { revived } from './revived.ts'

interface BucketInput {
  readonly ExpectedBucketOwner?: string | undefined
}

type BucketRequest = Pick<ObjectRequest<BucketInput>, 'bucket' | 'input'>

/** Stores a configuration that its operation has checked. */
export async function putConfiguration(
  ports: ObjectApiPorts,
  request: BucketRequest,
  kind: string,
  body: unknown,
): Promise<ObjectReply> {
  const bucket = await existingBucket(ports, request)
  await ports.store.buckets.putConfiguration(bucket.name, kind, body)
  return { output: {} }
}

/** The stored configuration, dates and all; undefined when the bucket has none. */
export async function storedConfiguration<Body>(
  { store }: ObjectApiPorts,
  bucket: Bucket,
  kind: string,
  shape: StructureShape,
): Promise<Body | undefined> {
  const stored = await store.buckets.configuration(bucket.name, kind)
  return stored === undefined ? undefined : (revived(shape, stored) as Body)
}

/** @throws S3Error the given code when the bucket has none */
export async function requireConfiguration(
  ports: ObjectApiPorts,
  request: BucketRequest,
  { kind, shape, missing }: { readonly kind: string; readonly shape: StructureShape; readonly missing: S3ErrorCode },
): Promise<Readonly<Record<string, unknown>>> {
  const bucket = await existingBucket(ports, request)
  const stored = await storedConfiguration<Readonly<Record<string, unknown>>>(ports, bucket, kind, shape)
  if (stored === undefined) throw new S3Error(missing, { detail: { BucketName: bucket.name } })
  return stored
}

/** Deleting what is not there succeeds too. */
export async function removeConfiguration(
  ports: ObjectApiPorts,
  request: BucketRequest,
  kind: string,
): Promise<ObjectReply> {
  const bucket = await existingBucket(ports, request)
  await ports.store.buckets.removeConfiguration(bucket.name, kind)
  return { output: {} }
}
