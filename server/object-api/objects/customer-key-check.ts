import type { Encryption } from '../../../db/model/object.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type { Dialect } from '../dialect.ts'

/**
 * Whoever reads an object of SSE-C must bring its key, and no key for others.
 * @param keyMd5 of the key that came with the request
 * @throws S3Error `InvalidRequest`, `AccessDenied`
 */
export function checkCustomerKey(
  encryption: Encryption | undefined,
  keyMd5: string | undefined,
  { wrongCustomerKey }: Dialect,
): void {
  if (encryption?.kind !== 'SSE-C') {
    if (keyMd5 === undefined) return
    throw new S3Error('InvalidRequest', {
      message: 'The encryption parameters are not applicable to this object.',
    })
  }
  if (keyMd5 === undefined) {
    throw new S3Error('InvalidRequest', {
      message:
        'The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.',
    })
  }
  if (keyMd5 !== encryption.keyMd5) {
    throw new S3Error(wrongCustomerKey, {
      message:
        'Requests specifying Server Side Encryption with Customer provided keys must provide the correct secret key.',
    })
  }
}
