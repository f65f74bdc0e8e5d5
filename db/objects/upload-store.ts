import type { ChecksumAlgorithm } from '../model/checksum/algorithm.ts'
import type { ObjectChecksum, ObjectVersion } from '../model/object.ts'
import type { StagedBody, VersionDraft, WriteConditions } from './object-writes.ts'

/** A multipart upload in progress. */
export interface Upload {
  readonly id: string
  readonly bucket: string
  readonly key: string
  readonly initiatedMs: number
  /** Who began it, 12 digits. */
  readonly account: string
  /** What the finished object will have. */
  readonly draft: VersionDraft
  readonly checksum: { readonly algorithm: ChecksumAlgorithm; readonly type: 'FULL_OBJECT' | 'COMPOSITE' } | undefined
}

export interface UploadPart {
  readonly number: number
  /** Bytes. */
  readonly size: number
  /** Without quotes. */
  readonly etag: string
  readonly modifiedMs: number
  /** Base64, of the upload's algorithm. */
  readonly checksum: string | undefined
}

export interface UploadsQuery {
  readonly bucket: string
  readonly prefix: string
  readonly delimiter: string | undefined
  readonly keyMarker: string | undefined
  readonly uploadIdMarker: string | undefined
  readonly limit: number
}

export interface UploadsPage {
  readonly uploads: readonly Upload[]
  readonly commonPrefixes: readonly string[]
  readonly next: { readonly key: string; readonly uploadId: string | undefined } | undefined
}

export interface CompletedUpload {
  readonly upload: string
  readonly bucket: string
  readonly key: string
  /** Part numbers in the order of the object. */
  readonly parts: readonly number[]
  readonly etag: string
  readonly checksum: ObjectChecksum | undefined
  readonly conditions?: WriteConditions | undefined
  /** Tells a repeated completion from another one. */
  readonly fingerprint: string
}

export interface UploadStore {
  create(upload: Omit<Upload, 'id' | 'initiatedMs'>): Promise<Upload>
  /** @throws S3Error `NoSuchUpload` */
  get(bucket: string, key: string, id: string): Promise<Upload>
  /** Takes the body over; a part of the same number is replaced. */
  putPart(id: string, part: Omit<UploadPart, 'modifiedMs'>, body: StagedBody): Promise<UploadPart>
  parts(id: string, afterNumber: number, limit: number): Promise<readonly UploadPart[]>
  list(query: UploadsQuery): Promise<UploadsPage>
  /** How many uploads are open, counted up to a limit. */
  count(limit: number): Promise<number>
  /** Makes the object out of the parts and ends the upload. Repeated with the same fingerprint it answers the same. */
  complete(request: CompletedUpload): Promise<ObjectVersion>
  /** The object of a completion that has been done already. */
  completed(
    bucket: string,
    key: string,
    id: string,
  ): Promise<{ fingerprint: string; version: ObjectVersion } | undefined>
  abort(id: string): Promise<void>
}
