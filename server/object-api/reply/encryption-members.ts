import type { Encryption } from '../../../db/model/object.ts'

const METHODS = { 'SSE-KMS': 'aws:kms', 'DSSE-KMS': 'aws:kms:dsse' } as const

/** What responses tell of an object's encryption; SSE-S3 is the default since January 2023. */
export function encryptionMembers(encryption: Encryption | undefined): Readonly<Record<string, string | boolean>> {
  if (encryption === undefined || encryption.kind === 'SSE-S3') return { ServerSideEncryption: 'AES256' }
  if (encryption.kind === 'SSE-C') {
    return { SSECustomerAlgorithm: 'AES256', SSECustomerKeyMD5: encryption.keyMd5 }
  }
  return {
    ServerSideEncryption: METHODS[encryption.kind],
    ...(encryption.keyArn === undefined ? {} : { SSEKMSKeyId: encryption.keyArn }),
    ...(encryption.bucketKey === true ? { BucketKeyEnabled: true } : {}),
  }
}

/** The same for responses to writes, which repeat the encryption context. */
export function writtenEncryption(encryption: Encryption | undefined): Readonly<Record<string, string | boolean>> {
  const members = encryptionMembers(encryption)
  const context = encryption !== undefined && 'context' in encryption ? encryption.context : undefined
  return context === undefined ? members : { ...members, SSEKMSEncryptionContext: context }
}
