import { S3Error } from '../../../db/model/s3-error.ts'
import type { ObjectRequest } from '../handler.ts'

const NAME = 'x-amz-object-annotation-directive'

/**
 * Whether a copy takes its source's annotations along: it does unless told otherwise, by a header or, in presigned URLs,
 * by a query parameter (API Reference, CopyObject). The user guide calls it `x-amz-annotation-directive`.
 * @throws S3Error `InvalidArgument`
 */
export function annotationDirective({
  headers,
  query,
}: Pick<ObjectRequest<unknown>, 'headers' | 'query'>): 'copy' | 'exclude' {
  const asked = headers[NAME] ?? headers['x-amz-annotation-directive'] ?? query.get(NAME)
  if (asked === undefined || asked === 'COPY') return 'copy'
  if (asked === 'EXCLUDE') return 'exclude'
  throw new S3Error('InvalidArgument', {
    message: 'Unknown annotation directive.',
    detail: { ArgumentName: NAME, ArgumentValue: String(asked) },
  })
}
