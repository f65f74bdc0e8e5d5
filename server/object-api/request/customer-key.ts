import { hash } from 'node:crypto'
import { S3Error } from '../../../db/model/s3-error.ts'

export interface CustomerKeyHeaders {
  readonly SSECustomerAlgorithm?: string | undefined
  readonly SSECustomerKey?: string | undefined
  readonly SSECustomerKeyMD5?: string | undefined
}

const KEY_BYTES = 32

/**
 * The key of SSE-C (User Guide, "Using server-side encryption with customer-provided keys"), as base64 of its MD5: the
 * key itself is never kept. Undefined when none was sent.
 * choice: S3 demands HTTPS for such requests; here plain HTTP will do.
 * @throws S3Error `InvalidArgument`, `InvalidEncryptionAlgorithmError`
 */
export function customerKeyMd5(headers: CustomerKeyHeaders): string | undefined {
  const { SSECustomerAlgorithm: algorithm, SSECustomerKey: key, SSECustomerKeyMD5: md5 } = headers
  if (algorithm === undefined && key === undefined && md5 === undefined) return undefined
  if (algorithm === undefined) throw invalid('must provide a valid encryption algorithm.')
  if (algorithm !== 'AES256') {
    throw new S3Error('InvalidEncryptionAlgorithmError', {
      detail: { ArgumentName: 'x-amz-server-side-encryption', ArgumentValue: algorithm },
    })
  }
  if (key === undefined || key === '') throw invalid('must provide an appropriate secret key.')
  if (md5 === undefined || md5 === '') throw invalid('must provide the client calculated MD5 of the secret key.')
  const bytes = Buffer.from(key, 'base64')
  if (bytes.length !== KEY_BYTES) {
    throw new S3Error('InvalidArgument', {
      message: 'The secret key was invalid for the specified algorithm.',
      detail: { ArgumentName: 'x-amz-server-side-encryption' },
    })
  }
  if (hash('md5', bytes, 'base64') !== md5) {
    throw new S3Error('InvalidArgument', {
      message: 'The calculated MD5 hash of the key did not match the hash that was provided.',
      detail: { ArgumentName: 'x-amz-server-side-encryption' },
    })
  }
  return md5
}

function invalid(rest: string): S3Error {
  return new S3Error('InvalidArgument', {
    message: `Requests specifying Server Side Encryption with Customer provided keys ${rest}`,
    detail: { ArgumentName: 'x-amz-server-side-encryption' },
  })
}
