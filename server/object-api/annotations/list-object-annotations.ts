import { type Annotation, MAX_ANNOTATIONS } from '../../../db/model/annotation.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type { ListObjectAnnotationsRequest } from '../../protocol/generated/s3-types.ts'
import { existingBucket } from '../buckets/existing-bucket.ts'
import type { ObjectHandler } from '../handler.ts'
import { openToken, sealToken } from '../listings/continuation-token.ts'
import { refuseDeleteMarker } from '../objects/readable-version.ts'
import { annotationReplication, objectVersionId } from './annotation-members.ts'
import { checkAnnotationPrefix } from './annotation-name.ts'

export const listObjectAnnotations: ObjectHandler<ListObjectAnnotationsRequest> = async (ports, request) => {
  const { input } = request
  const prefix = checkAnnotationPrefix(input.AnnotationPrefix)
  const limit = pageSize(input.MaxAnnotationResults)
  const after = input.ContinuationToken === undefined ? undefined : openToken(input.ContinuationToken)
  const bucket = await existingBucket(ports, request)
  const address = { bucket: bucket.name, key: input.Key, versionId: input.VersionId }
  const { version, found } = await ports.store.annotations.list(address, { prefix, after, limit: limit + 1 })
  refuseDeleteMarker(version, address, 'GET')
  const page = found.slice(0, limit)
  const last = found.length > limit ? page.at(-1) : undefined
  return {
    output: {
      Annotations: page.map(annotationEntry),
      Bucket: bucket.name,
      Key: version.key,
      ...objectVersionId(bucket, version),
      ...(input.AnnotationPrefix === undefined ? {} : { AnnotationPrefix: prefix }),
      MaxAnnotationResults: limit,
      AnnotationCount: page.length,
      ...(input.ContinuationToken === undefined ? {} : { ContinuationToken: input.ContinuationToken }),
      ...(last === undefined ? {} : { NextContinuationToken: sealToken(last.name) }),
    },
  }
}

function annotationEntry(annotation: Annotation): object {
  return {
    AnnotationName: annotation.name,
    LastModified: new Date(annotation.modifiedMs),
    ETag: `"${annotation.etag}"`,
    ...(annotation.checksum === undefined ? {} : { ChecksumAlgorithm: [annotation.checksum.algorithm] }),
    Size: annotation.size,
    ...annotationReplication(annotation),
  }
}

function pageSize(asked: number | undefined): number {
  if (asked === undefined) return MAX_ANNOTATIONS
  if (asked >= 1 && asked <= MAX_ANNOTATIONS) return asked
  throw new S3Error('InvalidArgument', {
    message: `Argument max-annotation-results must be an integer between 1 and ${MAX_ANNOTATIONS}`,
    detail: { ArgumentName: 'max-annotation-results', ArgumentValue: String(asked) },
  })
}
