import { canonicalIdOf } from '../../db/model/canonical-id.ts'
import type { ChecksumAlgorithm } from '../../db/model/checksum/algorithm.ts'
import type {
  AccessControlList,
  Encryption,
  ObjectHeaders,
  Retention,
  RetentionMode,
  StorageClass,
} from '../../db/model/object.ts'
import type { EntryAction, EntryCopy } from '../../db/objects/receipt-store.ts'
import { isTargetArn, targetBucket } from '../access-points/named-bucket.ts'
import { type BatchOperation, epochMs, type JobBrief, LOCAL_OPERATION, REQUEST_INVALID } from './batch-operation.ts'
import { sourceChecksum } from './checksum/source-checksum.ts'
import { areGrants, cannedAcl, grantsOf, type RequestGrants } from './request-acl.ts'
import { areObjectTags, type TagSet, tagsOf } from './request-tags.ts'

interface NewMetadata {
  readonly CacheControl?: string
  readonly ContentDisposition?: string
  readonly ContentEncoding?: string
  readonly ContentLanguage?: string
  readonly UserMetadata?: Readonly<Record<string, string>>
  readonly ContentType?: string
  readonly HttpExpiresDate?: Date | string
  readonly SSEAlgorithm?: 'AES256' | 'KMS'
}

interface CopyParameters {
  readonly TargetResource?: string
  readonly TargetKeyPrefix?: string
  readonly CannedAccessControlList?: string
  readonly AccessControlGrants?: RequestGrants
  readonly MetadataDirective?: 'COPY' | 'REPLACE'
  readonly NewObjectMetadata?: NewMetadata
  readonly NewObjectTagging?: TagSet
  readonly ModifiedSinceConstraint?: Date | string
  readonly UnModifiedSinceConstraint?: Date | string
  readonly RedirectLocation?: string
  readonly StorageClass?: StorageClass
  readonly SSEAwsKmsKeyId?: string
  readonly BucketKeyEnabled?: boolean
  readonly ObjectLockLegalHoldStatus?: 'ON' | 'OFF'
  readonly ObjectLockMode?: RetentionMode
  readonly ObjectLockRetainUntilDate?: Date | string
  readonly ChecksumAlgorithm?: ChecksumAlgorithm
  readonly AnnotationDirective?: 'COPY' | 'EXCLUDE'
}

/**
 * CopyObject for each entry (reference 7.2). In the local store a copy shares its source's body, so it costs no I/O.
 *
 * choice: a copy without TargetResource is refused as invalid; AWS answers 500 (reference 2.3).
 */
export const putObjectCopy: BatchOperation = {
  ...LOCAL_OPERATION,
  name: 'S3PutObjectCopy',
  validate(parameters) {
    const copy: CopyParameters = parameters
    const valid =
      copy.TargetResource !== undefined &&
      isTargetArn(copy.TargetResource) &&
      (copy.CannedAccessControlList === undefined || copy.AccessControlGrants === undefined) &&
      areGrants(copy.AccessControlGrants ?? []) &&
      areObjectTags(tagsOf(copy.NewObjectTagging)) &&
      (copy.ObjectLockMode === undefined) === (copy.ObjectLockRetainUntilDate === undefined)
    return valid ? undefined : REQUEST_INVALID
  },
  async begin(job, { store, clock }) {
    const parameters: CopyParameters = job.operation.parameters
    const copy = entryCopyOf(job, parameters, await targetBucket(store, parameters.TargetResource ?? ''))
    const { ChecksumAlgorithm: algorithm } = parameters
    const action: EntryAction = { kind: 'copy', copy }
    if (algorithm === undefined) return { kind: 'set', action }
    return {
      kind: 'set',
      action,
      chunkRows: HASHED_ROWS,
      async actionFor(entries) {
        const now = clock.now()
        const asked = { algorithm, annotations: copy.annotations === 'copy' }
        const checksums = await Promise.all(entries.map((entry) => sourceChecksum(entry, store, asked, now)))
        return { kind: 'copy', copy: { ...copy, checksums } }
      },
    }
  },
}

/** Entries whose bodies are hashed before the store gets them. */
const HASHED_ROWS = 32

function entryCopyOf(job: JobBrief, copy: CopyParameters, bucket: string): EntryCopy {
  return {
    target: {
      bucket,
      owner: job.account,
      headers: headersOf(copy),
      tags: copy.NewObjectTagging === undefined ? undefined : tagsOf(copy.NewObjectTagging),
      acl: aclOf(copy, job.account),
      storageClass: copy.StorageClass,
      encryption: encryptionOf(copy),
      legalHold: copy.ObjectLockLegalHoldStatus === undefined ? undefined : copy.ObjectLockLegalHoldStatus === 'ON',
      retention: retentionOf(copy),
    },
    metadata: copy.MetadataDirective === 'REPLACE' ? 'replace' : 'copy',
    tagging: copy.NewObjectTagging === undefined ? 'copy' : 'replace',
    annotations: copy.AnnotationDirective === 'EXCLUDE' ? 'exclude' : 'copy',
    keyPrefix: keyPrefixOf(copy.TargetKeyPrefix),
    modifiedSinceMs: copy.ModifiedSinceConstraint === undefined ? undefined : epochMs(copy.ModifiedSinceConstraint),
    unmodifiedSinceMs:
      copy.UnModifiedSinceConstraint === undefined ? undefined : epochMs(copy.UnModifiedSinceConstraint),
  }
}

/** The whole source key stands behind the prefix, with a slash between them. choice: no second slash (reference 7.2). */
function keyPrefixOf(prefix: string | undefined): string {
  if (prefix === undefined || prefix === '') return ''
  return prefix.endsWith('/') ? prefix : `${prefix}/`
}

function headersOf({ MetadataDirective, NewObjectMetadata, RedirectLocation }: CopyParameters): ObjectHeaders {
  const redirect = RedirectLocation === undefined ? {} : { websiteRedirectLocation: RedirectLocation }
  if (MetadataDirective !== 'REPLACE' || NewObjectMetadata === undefined) return redirect
  const expires = NewObjectMetadata.HttpExpiresDate
  const headers: Record<keyof ObjectHeaders, ObjectHeaders[keyof ObjectHeaders]> = {
    contentType: NewObjectMetadata.ContentType,
    cacheControl: NewObjectMetadata.CacheControl,
    contentDisposition: NewObjectMetadata.ContentDisposition,
    contentEncoding: NewObjectMetadata.ContentEncoding,
    contentLanguage: NewObjectMetadata.ContentLanguage,
    expires: expires === undefined ? undefined : new Date(epochMs(expires)).toUTCString(),
    websiteRedirectLocation: RedirectLocation,
    metadata: userMetadataOf(NewObjectMetadata.UserMetadata),
  }
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined))
}

/** Names are told without the prefix that S3 gives them, in lower case, as S3 keeps them. */
function userMetadataOf(metadata: NewMetadata['UserMetadata']): Readonly<Record<string, string>> | undefined {
  if (metadata === undefined) return undefined
  return Object.fromEntries(
    Object.entries(metadata).map(([name, value]) => [name.toLowerCase().replace(/^x-amz-meta-/, ''), value]),
  )
}

function aclOf(copy: CopyParameters, account: string): AccessControlList | undefined {
  if (copy.CannedAccessControlList !== undefined) return cannedAcl(copy.CannedAccessControlList, account, account)
  if (copy.AccessControlGrants === undefined) return undefined
  return { owner: canonicalIdOf(account), grants: grantsOf(copy.AccessControlGrants) }
}

/** choice: a key id without SSEAlgorithm means KMS. */
function encryptionOf({ NewObjectMetadata, SSEAwsKmsKeyId, BucketKeyEnabled }: CopyParameters): Encryption | undefined {
  const algorithm = NewObjectMetadata?.SSEAlgorithm
  if (algorithm !== 'KMS' && SSEAwsKmsKeyId === undefined) {
    return algorithm === 'AES256' ? { kind: 'SSE-S3' } : undefined
  }
  return {
    kind: 'SSE-KMS',
    ...(SSEAwsKmsKeyId === undefined ? {} : { keyArn: SSEAwsKmsKeyId }),
    ...(BucketKeyEnabled === undefined ? {} : { bucketKey: BucketKeyEnabled }),
  }
}

function retentionOf({ ObjectLockMode, ObjectLockRetainUntilDate }: CopyParameters): Retention | undefined {
  if (ObjectLockMode === undefined || ObjectLockRetainUntilDate === undefined) return undefined
  return { mode: ObjectLockMode, untilMs: epochMs(ObjectLockRetainUntilDate) }
}
