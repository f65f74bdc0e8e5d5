import { S3Error } from '../../db/model/s3-error.ts'
import { headerValue } from '../protocol/headers.ts'
import type { QueryParameters } from '../protocol/query.ts'
import type { Exchange } from './exchange.ts'

const HEADER = 'x-amz-copy-source'

/**
 * A source with a request that copies nothing; seen on AWS. A POST is told so only where it completes an upload.
 * @throws S3Error `InvalidArgument`
 */
export function refuseCopySource({ request: { method, headers } }: Exchange, query: QueryParameters): void {
  if (method === 'PUT' || (method === 'POST' && !query.has('uploadId'))) return
  throw new S3Error('InvalidArgument', {
    message: 'You can only specify a copy source header for copy requests.',
    detail: { ArgumentName: HEADER, ArgumentValue: headerValue(headers, HEADER) ?? '' },
  })
}
