import type { Bucket, ObjectAddress, ObjectVersion } from '../../../db/model/object.ts'
import { existingBucket } from '../buckets/existing-bucket.ts'
import type { ObjectApiPorts, ObjectRequest } from '../handler.ts'
import { readableVersion, refuseDeleteMarker } from './readable-version.ts'

export interface NamedVersion {
  readonly bucket: Bucket
  readonly version: ObjectVersion
  /** As the request gave it: a write to it is judged by the store again. */
  readonly address: ObjectAddress
}

interface VersionInput {
  readonly Key: string
  readonly VersionId?: string | undefined
  readonly ExpectedBucketOwner?: string | undefined
}

type NamedRequest = Pick<ObjectRequest<VersionInput>, 'bucket' | 'input' | 'operation'>

/** The bucket and object version of an operation on what is kept beside a body: tags, ACL, lock. */
export async function namedVersion(ports: ObjectApiPorts, request: NamedRequest): Promise<NamedVersion> {
  const { input, operation } = request
  const bucket = await existingBucket(ports, request)
  const address = { bucket: bucket.name, key: input.Key, versionId: input.VersionId }
  return { bucket, address, version: await readableVersion(ports.store.reads, address, operation.method) }
}

/** The same where a delete marker is no missing key, also when it is not named: for tags, and to put an ACL. */
export async function taggableVersion(ports: ObjectApiPorts, request: NamedRequest): Promise<NamedVersion> {
  const { input, operation } = request
  const bucket = await existingBucket(ports, request)
  const address = { bucket: bucket.name, key: input.Key, versionId: input.VersionId }
  const version = await ports.store.reads.version(address)
  refuseDeleteMarker(version, { ...address, versionId: version.versionId }, operation.method)
  return { bucket, address, version }
}
