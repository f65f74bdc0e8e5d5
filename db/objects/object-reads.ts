import type { ObjectAddress, ObjectChecksum, ObjectVersion, Restore } from '../model/object.ts'

export interface ByteRange {
  /** First byte. */
  readonly start: number
  /** Last byte, inclusive. */
  readonly end: number
}

/** Bytes of a body: at once when they are few, else piece by piece. */
export type Body =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'stream'; readonly stream: BodyStream }

/** To be gone through once, or destroyed. A piece holds only until the next one is asked for. */
export interface BodyStream extends AsyncIterable<Uint8Array> {
  destroy(): void
}

export interface ListQuery {
  readonly bucket: string
  readonly prefix: string
  readonly delimiter: string | undefined
  /** Keys and common prefixes strictly after this text. */
  readonly after: string | undefined
  /** Keys and common prefixes together. */
  readonly limit: number
}

/** What a listing shows of an object. */
export interface ListedObject
  extends Pick<ObjectVersion, 'key' | 'modifiedMs' | 'size' | 'etag' | 'owner' | 'storageClass'> {
  readonly checksum: Pick<ObjectChecksum, 'algorithm' | 'type'> | undefined
  readonly restore: Pick<Restore, 'readyMs' | 'expiresMs'> | undefined
}

export interface ListedVersion extends ListedObject, Pick<ObjectVersion, 'versionId' | 'isLatest' | 'deleteMarker'> {}

export interface ListPage {
  /** In key order; current versions only, without delete markers. */
  readonly objects: readonly ListedObject[]
  readonly commonPrefixes: readonly string[]
  /** Where the next page starts (a key or common prefix of this page), when there is one. */
  readonly next: string | undefined
}

export interface ListVersionsQuery extends Omit<ListQuery, 'after'> {
  readonly keyMarker: string | undefined
  /** Versions of `keyMarker` strictly after this one; undefined: keys strictly after `keyMarker`. */
  readonly versionIdMarker: string | undefined
}

export interface ListVersionsPage {
  /** Versions and delete markers, newest first within a key. */
  readonly versions: readonly ListedVersion[]
  readonly commonPrefixes: readonly string[]
  readonly next: { readonly key: string; readonly versionId: string | undefined } | undefined
}

/** What a scan tells of a version: what filters look at. */
export type ScannedVersion = Pick<
  ObjectVersion,
  | 'key'
  | 'versionId'
  | 'isLatest'
  | 'deleteMarker'
  | 'modifiedMs'
  | 'size'
  | 'tags'
  | 'storageClass'
  | 'archiveTier'
  | 'encryption'
  | 'replication'
>

export type Pages<Version> = AsyncIterable<readonly Version[]> | Iterable<readonly Version[]>

export interface ObjectReads {
  /**
   * The version an address names, delete markers included.
   * @throws S3Error `NoSuchBucket`, `NoSuchKey`, `NoSuchVersion`, `InvalidArgument` (malformed version id)
   */
  version(address: ObjectAddress): Promise<ObjectVersion>
  /** The same as a question; undefined when there is none. */
  find(address: ObjectAddress): Promise<ObjectVersion | undefined>
  /** @throws S3Error `overtaken()` when the version has gone since it was looked up */
  open(version: ObjectVersion, range?: ByteRange): Promise<Body>
  /**
   * The same for threads that have nothing else to do: the bytes may be read while the caller waits. A piece holds only
   * until the next one is asked for. @throws S3Error as `open`
   */
  pieces(version: ObjectVersion, range?: ByteRange): Promise<Iterable<Uint8Array> | AsyncIterable<Uint8Array>>
  /**
   * Puts a body into a new local file, which keeps it whatever becomes of the object. The file may share its bytes with
   * the store: it must not be written to. @throws S3Error as `open`
   */
  save(version: ObjectVersion, path: string): Promise<void>
  list(query: ListQuery): Promise<ListPage>
  listVersions(query: ListVersionsQuery): Promise<ListVersionsPage>
  /**
   * All versions and delete markers whose keys begin with a prefix, page after page in the order of a listing. What is
   * written meanwhile may be among them or not. @throws S3Error `NoSuchBucket`, with the first page
   */
  scan(bucket: string, prefix: string): Pages<ScannedVersion>
  /** The same with all that is known of each version, at several times the price. */
  scanWhole(bucket: string, prefix: string): Pages<ObjectVersion>
}
