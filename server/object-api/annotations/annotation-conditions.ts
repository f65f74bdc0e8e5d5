import type { Bucket, ObjectAddress } from '../../../db/model/object.ts'
import type { AnnotationConditions } from '../../../db/objects/annotation-store.ts'
import type { ObjectApiPorts, ObjectRequest } from '../handler.ts'
import { bypassesGovernance } from '../lock/governance-bypass.ts'
import { bareEtag } from '../request/etag-list.ts'

type Conditioned = ObjectRequest<{ readonly ObjectIfMatch?: string | undefined }>

/** The model has no member for the bypass, which the API Reference demands under GOVERNANCE (DeleteObjectAnnotation). */
export async function annotationConditions(
  ports: ObjectApiPorts,
  request: Conditioned,
  { bucket, address }: { readonly bucket: Bucket; readonly address: ObjectAddress },
): Promise<AnnotationConditions> {
  const { ObjectIfMatch: match } = request.input
  const asked = String(request.headers['x-amz-bypass-governance-retention']).toLowerCase() === 'true'
  return {
    ...(match === undefined ? {} : { objectIfMatch: bareEtag(match) }),
    bypassGovernance: await bypassesGovernance(ports, request, { ...address, bucket }, asked),
  }
}
