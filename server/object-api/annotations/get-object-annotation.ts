import { S3Error } from '../../../db/model/s3-error.ts'
import { againWhenOvertaken } from '../../../db/objects/overtaken.ts'
import type { GetObjectAnnotationRequest } from '../../protocol/generated/s3-types.ts'
import { existingBucket } from '../buckets/existing-bucket.ts'
import type { ObjectHandler } from '../handler.ts'
import { refuseDeleteMarker } from '../objects/readable-version.ts'
import { checksumMembers } from '../reply/checksum-members.ts'
import { annotationEncryption, annotationReplication, objectVersionId } from './annotation-members.ts'

export const getObjectAnnotation: ObjectHandler<GetObjectAnnotationRequest> = (ports, request) =>
  againWhenOvertaken(() => getOnce(ports, request))

const getOnce: ObjectHandler<GetObjectAnnotationRequest> = async (ports, request) => {
  const { input } = request
  const bucket = await existingBucket(ports, request)
  const address = { bucket: bucket.name, key: input.Key, versionId: input.VersionId }
  const { version, found } = await ports.store.annotations.find(address, input.AnnotationName)
  refuseDeleteMarker(version, address, 'GET')
  if (found === undefined) {
    throw new S3Error('NoSuchAnnotation', { detail: { Key: input.Key, AnnotationName: input.AnnotationName } })
  }
  return {
    output: {
      ...objectVersionId(bucket, version),
      LastModified: new Date(found.modifiedMs),
      ContentLength: found.size,
      ETag: `"${found.etag}"`,
      ...(input.ChecksumMode === 'ENABLED' ? checksumMembers(found.checksum) : {}),
      ...annotationEncryption(version.encryption),
      ...annotationReplication(found),
    },
    body: await ports.store.annotations.open(found),
  }
}
