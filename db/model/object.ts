/** The vocabulary of buckets and objects; plain data, so that all of it can cross a thread or a machine. */

import type { ChecksumAlgorithm } from './checksum/algorithm.ts'

export type VersioningStatus = 'Off' | 'Enabled' | 'Suspended'

export interface Bucket {
  readonly id: number
  readonly name: string
  /** The owner, 12 digits. */
  readonly account: string
  readonly region: string
  readonly createdMs: number
  readonly versioning: VersioningStatus
  readonly objectLock: boolean
  /** Undefined: only the owner has rights (`private`). */
  readonly acl: AccessControlList | undefined
  /** Another number whenever a configuration that makes the bucket act by itself changes; 0: it has none. */
  readonly reactions: number
}

/** Names a version of an object; without `versionId` the current one. The literal `null` is the null version. */
export interface ObjectAddress {
  readonly bucket: string
  readonly key: string
  readonly versionId?: string | undefined
}

export interface Tag {
  readonly key: string
  readonly value: string
}

export interface Grant {
  /** `id`: canonical user id; `email`; `uri`: a predefined group. */
  readonly grantee: { readonly type: 'id' | 'email' | 'uri'; readonly value: string; readonly displayName?: string }
  readonly permission: 'FULL_CONTROL' | 'READ' | 'WRITE' | 'READ_ACP' | 'WRITE_ACP'
}

export interface AccessControlList {
  /** Canonical user id of the owner. */
  readonly owner: string
  readonly grants: readonly Grant[]
}

/** System metadata as the client sent it, and user metadata without its `x-amz-meta-` prefix. */
export interface ObjectHeaders {
  readonly contentType?: string
  readonly cacheControl?: string
  readonly contentDisposition?: string
  readonly contentEncoding?: string
  readonly contentLanguage?: string
  readonly expires?: string
  readonly websiteRedirectLocation?: string
  readonly metadata?: Readonly<Record<string, string>>
}

/** Storage classes in the order of their stored numbers; only ever append. */
export const STORAGE_CLASSES = [
  'STANDARD',
  'REDUCED_REDUNDANCY',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER',
  'DEEP_ARCHIVE',
  'GLACIER_IR',
  'OUTPOSTS',
  'SNOW',
  'EXPRESS_ONEZONE',
  'FSX_OPENZFS',
  'FSX_ONTAP',
] as const
export type StorageClass = (typeof STORAGE_CLASSES)[number]

/** Replication statuses in the order of their stored numbers; only ever append. */
export const REPLICATION_STATUSES = ['NONE', 'PENDING', 'COMPLETED', 'FAILED', 'REPLICA'] as const
export type ReplicationStatus = (typeof REPLICATION_STATUSES)[number]

/** How a body is encrypted, as seen from outside; absent means SSE-S3, the default since 2023. */
export type Encryption =
  | { readonly kind: 'SSE-S3' }
  | {
      readonly kind: 'SSE-KMS' | 'DSSE-KMS'
      readonly keyArn?: string
      readonly bucketKey?: boolean
      /** The `x-amz-server-side-encryption-context` header as sent (base64). */
      readonly context?: string
    }
  | { readonly kind: 'SSE-C'; readonly keyMd5: string }

export function encryptionKind(encryption: Encryption | undefined): Encryption['kind'] {
  return encryption?.kind ?? 'SSE-S3'
}

export type RetentionMode = 'GOVERNANCE' | 'COMPLIANCE'

export interface Retention {
  readonly mode: RetentionMode
  readonly untilMs: number
}

/** An additional checksum of the whole object; `value` is base64, with `-N` when composite. */
export interface ObjectChecksum {
  readonly algorithm: ChecksumAlgorithm
  readonly type: 'FULL_OBJECT' | 'COMPOSITE'
  readonly value: string
}

/** A part of an object that was uploaded in parts. */
export interface ObjectPart {
  readonly number: number
  readonly size: number
  /** Base64, of the object's checksum algorithm. */
  readonly checksum?: string
}

export interface Restore {
  /** When the restored copy is (or will be) readable. */
  readonly readyMs: number
  /** When the copy goes away; undefined for Intelligent-Tiering, which moves for good. */
  readonly expiresMs: number | undefined
  readonly tier: RestoreTier
}
/** Slowest first: a running restore may only be changed to a later one. */
export const RESTORE_TIERS = ['Bulk', 'Standard', 'Expedited'] as const
export type RestoreTier = (typeof RESTORE_TIERS)[number]

/** One version of an object, with all that S3 tells about it. */
export interface ObjectVersion {
  /** Row id; names the version inside this store only. */
  readonly id: number
  readonly bucket: string
  readonly key: string
  /** `null` for the null version. */
  readonly versionId: string
  readonly isLatest: boolean
  readonly deleteMarker: boolean
  readonly modifiedMs: number
  /** Bytes. */
  readonly size: number
  /** Without quotes. */
  readonly etag: string
  /** Account, 12 digits. */
  readonly owner: string
  readonly headers: ObjectHeaders
  readonly checksum: ObjectChecksum | undefined
  readonly parts: readonly ObjectPart[] | undefined
  readonly tags: readonly Tag[]
  /** Undefined: only the owner has rights. */
  readonly acl: AccessControlList | undefined
  /** Undefined: it never had one. */
  readonly legalHold: boolean | undefined
  readonly retention: Retention | undefined
  readonly storageClass: StorageClass
  /** Undefined: SSE-S3. */
  readonly encryption: Encryption | undefined
  readonly restore: Restore | undefined
  readonly archiveTier: 'ARCHIVE_ACCESS' | 'DEEP_ARCHIVE_ACCESS' | undefined
  readonly replication: ReplicationStatus
  /** The body's blob; undefined for an empty body or a delete marker. */
  readonly blob: number | undefined
}
