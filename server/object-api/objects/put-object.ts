import { S3Error } from '../../../db/model/s3-error.ts'
import type { PutObjectRequest } from '../../protocol/generated/s3-types.ts'
import { existingBucket } from '../buckets/existing-bucket.ts'
import type { ObjectHandler, ObjectRequest } from '../handler.ts'
import { checksumMembers } from '../reply/checksum-members.ts'
import { writtenEncryption } from '../reply/encryption-members.ts'
import { expirationMember } from '../reply/expiration.ts'
import { writtenVersionId } from '../reply/version-id.ts'
import { writeObject } from './write-object.ts'

export const putObject: ObjectHandler<PutObjectRequest> = async (ports, request) => {
  const bucket = await existingBucket(ports, request)
  refuseDirectoryHeaders(request)
  const version = await writeObject(ports, request, bucket)
  return {
    output: {
      ETag: `"${version.etag}"`,
      ...checksumMembers(version.checksum),
      ...writtenEncryption(version.encryption),
      ...writtenVersionId(bucket, version.versionId),
      ...(await expirationMember(ports, bucket, version)),
    },
  }
}

/** Appending and renaming are for directory buckets. */
function refuseDirectoryHeaders({ headers }: ObjectRequest<unknown>): void {
  for (const Header of ['x-amz-write-offset-bytes', 'x-amz-rename-source']) {
    if (headers[Header] !== undefined) throw new S3Error('NotImplemented', { detail: { Header } })
  }
}
