import type {
  AccessControlList,
  Encryption,
  ObjectAddress,
  ObjectChecksum,
  ObjectHeaders,
  ObjectPart,
  ObjectVersion,
  ReplicationStatus,
  RestoreTier,
  Retention,
  StorageClass,
  Tag,
} from '../model/object.ts'

/** A body that has arrived in full and waits to become part of an object; plain data. */
export type StagedBody =
  | { readonly kind: 'inline'; readonly bytes: Uint8Array; readonly size: number }
  | { readonly kind: 'file'; readonly name: string; readonly size: number }

/** Takes the bytes of a body of any size; ends with exactly one of `finish` and `abort`. */
export interface BodySink {
  /**
   * The chunk is the sink's to keep.
   * @param spent memory that nobody looks at once the bytes up to here are taken; see `ownMemory`
   */
  write(chunk: Uint8Array, spent?: ArrayBuffer): void | Promise<void>
  finish(): Promise<StagedBody>
  abort(): Promise<void>
}

/** Conditions on the current version, judged in the transaction of the write. ETags without quotes; `*` is any. */
export interface WriteConditions {
  readonly ifMatch?: string | undefined
  readonly ifNoneMatch?: string | undefined
  /** Deletes only. */
  readonly ifMatchSize?: number | undefined
  /** Deletes only; milliseconds, compared in whole seconds. */
  readonly ifMatchLastModifiedMs?: number | undefined
}

/** What a new version is made of besides its body. */
export interface VersionDraft {
  readonly bucket: string
  readonly key: string
  /** Account of the writer; the bucket's owner when absent. */
  readonly owner?: string | undefined
  readonly headers: ObjectHeaders
  readonly tags?: readonly Tag[] | undefined
  readonly acl?: AccessControlList | undefined
  readonly storageClass?: StorageClass | undefined
  readonly encryption?: Encryption | undefined
  readonly legalHold?: boolean | undefined
  /** Undefined: the bucket's default retention, if it has one. */
  readonly retention?: Retention | undefined
  readonly checksum?: ObjectChecksum | undefined
  readonly replication?: ReplicationStatus | undefined
}

export interface PutObject extends VersionDraft {
  readonly body: StagedBody
  /** Without quotes. */
  readonly etag: string
  readonly parts?: readonly ObjectPart[] | undefined
  readonly conditions?: WriteConditions | undefined
}

/** Objects that differ in their keys alone, of a small body that each of them has for itself. */
export interface AlikeObjects extends Omit<PutObject, 'key' | 'body'> {
  readonly keys: readonly string[]
  readonly body: StagedBody & { readonly kind: 'inline' }
}

/** A copy by reference: the new version shares the source's body. Absent members are taken from the source. */
export interface CopyObject {
  readonly source: ObjectAddress
  /** The source must still have this ETag. @throws S3Error `overtaken()` */
  readonly sourceEtag?: string | undefined
  readonly target: VersionDraft
  /** `copy`: headers and metadata of the source; `replace`: those of the target. */
  readonly metadata: 'copy' | 'replace'
  readonly tagging: 'copy' | 'replace'
  readonly annotations: 'copy' | 'exclude'
  /** One for each annotation of the source, where those of the copy are to have checksums of another algorithm. */
  readonly annotationChecksums?: readonly SourceChecksum[] | undefined
  /** The copy's own ETag, where it differs from the source's (a source uploaded in parts); it then has no parts. */
  readonly etag?: string | undefined
  readonly conditions?: WriteConditions | undefined
}

/** What a source's payload hashes to; meant for that very payload and no later one. */
export interface SourceChecksum {
  /** Of an object or an annotation: unlike a row it is never given twice. */
  readonly blob: number | undefined
  readonly checksum: ObjectChecksum
}

export interface DeleteOptions {
  /** Allows deleting versions under GOVERNANCE retention. */
  readonly bypassGovernance?: boolean | undefined
  readonly conditions?: WriteConditions | undefined
  /** Account that deletes; it owns a delete marker that is made. */
  readonly account?: string | undefined
}

export interface DeleteOutcome {
  /** Undefined when nothing that has a version id was touched. */
  readonly versionId: string | undefined
  /** A delete marker was made, or the version that went was one. */
  readonly deleteMarker: boolean
}

/** A change to what is kept beside a body; the same for one object and for a million. */
export type ObjectChange =
  | { readonly kind: 'putTagging'; readonly tags: readonly Tag[] }
  | { readonly kind: 'deleteTagging' }
  | { readonly kind: 'putAcl'; readonly acl: AccessControlList | undefined }
  | { readonly kind: 'putLegalHold'; readonly on: boolean }
  | {
      readonly kind: 'putRetention'
      /** Undefined removes the retention. */
      readonly retention: Retention | undefined
      readonly bypassGovernance: boolean
    }
  | {
      readonly kind: 'restore'
      /** Undefined for Intelligent-Tiering archive tiers. */
      readonly days: number | undefined
      readonly tier: RestoreTier
      /** How long the restore takes, in milliseconds. */
      readonly durationMs: number
    }
  | { readonly kind: 'updateEncryption'; readonly encryption: Encryption }

export interface ObjectWrites {
  /** Starts taking a body of unknown size. */
  stage(): BodySink
  /** Stages a body that is at hand. */
  stageBytes(bytes: Uint8Array): Promise<StagedBody>
  /**
   * Takes over a local file as a body; the file is gone from its place afterwards. A store that keeps no local files
   * reads it.
   */
  stageFile(path: string): Promise<StagedBody>
  /** Throws away a staged body that no write took. */
  discard(body: StagedBody): Promise<void>
  /** Takes the body over, also when it throws. @throws S3Error `NoSuchBucket`, `PreconditionFailed`, `NoSuchKey`, ... */
  put(request: PutObject): Promise<ObjectVersion>
  /**
   * Puts them in one go; for a few hundred, as requests wait meanwhile. @returns how many were made: those whose
   * conditions were met
   */
  putAlike(request: AlikeObjects): Promise<number>
  copy(request: CopyObject): Promise<ObjectVersion>
  /** @throws S3Error `NoSuchBucket`, `AccessDenied` (protected by a lock), `PreconditionFailed` */
  remove(address: ObjectAddress, options?: DeleteOptions): Promise<DeleteOutcome>
  /** @throws S3Error what S3 says to the like request. */
  change(address: ObjectAddress, change: ObjectChange): Promise<void>
}
