import { BUCKET_CONFIGURATIONS } from '../../../model/bucket-configuration.ts'
import { entryOf } from '../../../model/entry-of.ts'
import type { Bucket, Encryption } from '../../../model/object.ts'
import type { Database } from '../../../sqlite/open.ts'
import { configurationOf } from '../rows/bucket-rows.ts'

interface StoredEncryption {
  readonly Rules?: readonly {
    readonly ApplyServerSideEncryptionByDefault?: { readonly SSEAlgorithm?: string; readonly KMSMasterKeyID?: string }
    readonly BucketKeyEnabled?: boolean
  }[]
}

const KINDS: Readonly<Record<string, 'SSE-KMS' | 'DSSE-KMS'>> = { 'aws:kms': 'SSE-KMS', 'aws:kms:dsse': 'DSSE-KMS' }

/** How a bucket encrypts what comes without a wish; undefined is SSE-S3. */
export function defaultEncryption(db: Database, bucket: Bucket): Encryption | undefined {
  const stored = configurationOf(db, bucket.id, BUCKET_CONFIGURATIONS.encryption) as StoredEncryption | undefined
  const rule = stored?.Rules?.[0]
  const wanted = rule?.ApplyServerSideEncryptionByDefault
  const kind = entryOf(KINDS, wanted?.SSEAlgorithm ?? '')
  if (kind === undefined) return undefined
  return {
    kind,
    ...(wanted?.KMSMasterKeyID === undefined ? {} : { keyArn: wanted.KMSMasterKeyID }),
    ...(rule?.BucketKeyEnabled === true ? { bucketKey: true } : {}),
  }
}
