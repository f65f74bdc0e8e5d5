/** A column of a manifest, as `Manifest.Spec.Fields` and inventory schemas name them. */
export type ManifestField = 'Bucket' | 'Key' | 'VersionId' | 'Ignore'

/**
 * A run of consecutive rows of a task file. `from` and `to` are byte offsets on row boundaries, `to` exclusive. Plain
 * data: it crosses threads and lies in the database.
 */
export interface ManifestSlice {
  /** Counts from 0 over the whole job. */
  readonly number: number
  readonly file: string
  readonly from: number
  readonly to: number
  readonly rows: number
  /** CRC32 of its bytes, once the file is finished. */
  readonly checksum?: number
}

/**
 * What preparing a manifest yields. Every file a slice names is a task file: headerless CSV with the columns Bucket,
 * Key and perhaps VersionId in this order, quoted only where RFC 4180 demands it, the key still percent-encoded as
 * the manifest wrote it. A manifest that already looks like that, in an order good for the store, is its own task file.
 */
export interface SlicePlan {
  readonly tasks: number
  /** The task file's columns: Bucket, Key and perhaps VersionId. */
  readonly fields: readonly ManifestField[]
  readonly slices: readonly ManifestSlice[]
  /** The one bucket that all rows name; undefined when they name several. */
  readonly singleBucket: string | undefined
}

/** A run of entries of one slice that name one bucket, ready to be applied as one set. */
export interface ManifestChunk {
  /** Byte offsets in the slice's file; reading can start again at `to` (with `firstRow + keys.length`). */
  readonly from: number
  readonly to: number
  /** Index of the first entry among the slice's rows. */
  readonly firstRow: number
  readonly bucket: string
  /**
   * Decoded keys. They are pieces of one long string that lives as long as one of them: copy what outlasts the chunk.
   */
  readonly keys: readonly string[]
  /** As in the manifest (`''` where the cell is empty); undefined when the manifest has no such column. */
  readonly versionIds: readonly string[] | undefined
  /** The keys as the manifest wrote them, still percent-encoded. */
  readonly rawKeys: () => readonly string[]
}
