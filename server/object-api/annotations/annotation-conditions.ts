import type { AnnotationConditions } from '../../../db/objects/annotation-store.ts'
import type { ObjectRequest } from '../handler.ts'
import { bareEtag } from '../request/etag-list.ts'

type Conditioned = Pick<ObjectRequest<{ readonly ObjectIfMatch?: string | undefined }>, 'input' | 'headers'>

/** The model has no member for the bypass, which the API Reference demands under GOVERNANCE (DeleteObjectAnnotation). */
export function annotationConditions({ input, headers }: Conditioned): AnnotationConditions {
  const { ObjectIfMatch: match } = input
  return {
    ...(match === undefined ? {} : { objectIfMatch: bareEtag(match) }),
    bypassGovernance: String(headers['x-amz-bypass-governance-retention']).toLowerCase() === 'true',
  }
}
