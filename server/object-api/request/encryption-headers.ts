import { createHash } from 'node:crypto'
import { parseArn } from '../../../db/model/arn.ts'
import { entryOf } from '../../../db/model/entry-of.ts'
import type { Bucket, Encryption } from '../../../db/model/object.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type { ServerSideEncryptionConfiguration } from '../../protocol/generated/s3-types.ts'
import { type CustomerKeyHeaders, customerKeyMd5 } from './customer-key.ts'

export interface EncryptionHeaders extends CustomerKeyHeaders {
  readonly ServerSideEncryption?: string | undefined
  readonly SSEKMSKeyId?: string | undefined
  readonly SSEKMSEncryptionContext?: string | undefined
  readonly BucketKeyEnabled?: boolean | undefined
}

type KmsKind = 'SSE-KMS' | 'DSSE-KMS'
const KMS_KINDS: Readonly<Record<string, KmsKind>> = { 'aws:kms': 'SSE-KMS', 'aws:kms:dsse': 'DSSE-KMS' }

/**
 * How a new object is to be encrypted: as the request says, else as the bucket's default says, else SSE-S3 (undefined).
 * @throws S3Error `InvalidArgument`, `InvalidEncryptionAlgorithmError`
 */
export function encryptionHeaders(
  input: EncryptionHeaders,
  bucket: Bucket,
  defaults: ServerSideEncryptionConfiguration | undefined,
): Encryption | undefined {
  const keyMd5 = customerKeyMd5(input)
  const { ServerSideEncryption: method, SSEKMSKeyId: keyId } = input
  if (keyMd5 !== undefined) {
    refuseBlocked(defaults)
    if (method === undefined) return { kind: 'SSE-C', keyMd5 }
    throw invalid(
      'Server Side Encryption with Customer provided key is incompatible with the encryption method specified',
      method,
    )
  }
  if (method === undefined) {
    if (keyId !== undefined && keyId !== '') throw requiresKms('AWS KMS managed key', keyId)
    return bucketEncryption(bucket, defaults, input)
  }
  const kind = entryOf(KMS_KINDS, method)
  if (kind !== undefined) return kmsEncryption(kind, input, bucket)
  if (method !== 'AES256') throw invalid('The encryption method specified is not supported', method)
  if (keyId !== undefined && keyId !== '') throw requiresKms('AWS KMS managed key', keyId)
  // Said in so many words, it outweighs the bucket's default.
  return { kind: 'SSE-S3' }
}

function kmsEncryption(kind: KmsKind, input: EncryptionHeaders, bucket: Bucket): Encryption {
  const { SSEKMSKeyId: keyId, SSEKMSEncryptionContext: context, BucketKeyEnabled: bucketKey } = input
  return {
    kind,
    keyArn: kmsKeyArn(keyId, bucket),
    ...(bucketKey === undefined ? {} : { bucketKey }),
    ...(context === undefined ? {} : { context }),
  }
}

/** The default encryption of a bucket; the request may still speak of bucket key and context. */
function bucketEncryption(
  bucket: Bucket,
  defaults: ServerSideEncryptionConfiguration | undefined,
  input: EncryptionHeaders,
): Encryption | undefined {
  const rule = defaults?.Rules[0]
  const kind = entryOf(KMS_KINDS, rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm ?? '')
  if (rule === undefined || kind === undefined) return undefined
  const bucketKey = input.BucketKeyEnabled ?? rule.BucketKeyEnabled
  return kmsEncryption(
    kind,
    {
      ...input,
      SSEKMSKeyId: rule.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID,
      ...(bucketKey === undefined ? {} : { BucketKeyEnabled: bucketKey }),
    },
    bucket,
  )
}

/** A bucket may take no SSE-C (User Guide, "Blocking SSE-C"). */
function refuseBlocked(defaults: ServerSideEncryptionConfiguration | undefined): void {
  const blocked = defaults?.Rules[0]?.BlockedEncryptionTypes?.EncryptionType ?? []
  if (blocked.includes('SSE-C')) throw new S3Error('AccessDenied')
}

/** A key id or alias becomes the ARN that S3 returns; no key is the account's own key for S3. */
export function kmsKeyArn(keyId: string | undefined, bucket: Bucket): string {
  const home = `arn:aws:kms:${bucket.region}:${bucket.account}`
  if (keyId === undefined || keyId === '') return `${home}:key/${managedKeyId(home)}`
  if (parseArn(keyId) !== undefined) return keyId
  return keyId.startsWith('alias/') ? `${home}:${keyId}` : `${home}:key/${keyId}`
}

/** choice: the managed key `alias/aws/s3` has an id made of account and region, so that it stays the same. */
function managedKeyId(home: string): string {
  const hex = createHash('sha256').update(`alias/aws/s3 ${home}`).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  )
}

function requiresKms(what: string, keyId: string): S3Error {
  return new S3Error('InvalidArgument', {
    message: `Server Side Encryption with ${what} requires HTTP header x-amz-server-side-encryption : aws:kms`,
    detail: { ArgumentName: 'x-amz-server-side-encryption-aws-kms-key-id', ArgumentValue: keyId },
  })
}

function invalid(message: string, value: string): S3Error {
  return new S3Error('InvalidArgument', {
    message,
    detail: { ArgumentName: 'x-amz-server-side-encryption', ArgumentValue: value },
  })
}
