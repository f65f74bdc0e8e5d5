import type { DeleteObjectAnnotationRequest } from '../../protocol/generated/s3-types.ts'
import type { ObjectHandler } from '../handler.ts'
import { namedVersion } from '../objects/named-version.ts'
import { annotationConditions } from './annotation-conditions.ts'
import { objectVersionId } from './annotation-members.ts'

/** What is not there is deleted all the same: the operation has no error for it. */
export const deleteObjectAnnotation: ObjectHandler<DeleteObjectAnnotationRequest> = async (ports, request) => {
  const { bucket, address } = await namedVersion(ports, request)
  const conditions = await annotationConditions(ports, request, { bucket, address })
  const version = await ports.store.annotations.remove(address, request.input.AnnotationName, conditions)
  return { output: objectVersionId(bucket, version) }
}
