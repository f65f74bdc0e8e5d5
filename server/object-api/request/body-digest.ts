import { CHECKSUM_ALGORITHMS, checksumHeaderName } from '../../../db/model/checksum/algorithm.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type { ObjectRequest } from '../handler.ts'

type Headers = Pick<ObjectRequest<unknown>, 'headers'>

/** Whether a request brings a digest of its body: `Content-MD5`, or a checksum as header or trailer. */
export function hasBodyDigest({ headers }: Headers): boolean {
  if (headers['content-md5'] !== undefined || headers['x-amz-trailer'] !== undefined) return true
  return CHECKSUM_ALGORITHMS.some((algorithm) => headers[checksumHeaderName(algorithm)] !== undefined)
}

/** @throws S3Error `InvalidRequest` where S3 demands such a digest and there is none */
export function requireBodyDigest(request: Headers): void {
  if (hasBodyDigest(request)) return
  throw new S3Error('InvalidRequest', {
    message: 'Missing required header for this request: Content-MD5 OR x-amz-checksum-*',
  })
}
