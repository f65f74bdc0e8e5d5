import type { Encryption } from '../../../db/model/object.ts'
import { encryptionMembers } from './encryption-members.ts'

const HEADERS: Readonly<Record<string, string>> = {
  ServerSideEncryption: 'x-amz-server-side-encryption',
  SSECustomerAlgorithm: 'x-amz-server-side-encryption-customer-algorithm',
  SSECustomerKeyMD5: 'x-amz-server-side-encryption-customer-key-md5',
  SSEKMSKeyId: 'x-amz-server-side-encryption-aws-kms-key-id',
  BucketKeyEnabled: 'x-amz-server-side-encryption-bucket-key-enabled',
}

/** What PutObject's model would make of an object's encryption. */
export function encryptionHeaders(encryption: Encryption | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(encryptionMembers(encryption)).map(([member, value]) => [HEADERS[member] ?? member, String(value)]),
  )
}
