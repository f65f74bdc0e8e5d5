import type { ObjectChecksum, ReplicationStatus } from './object.ts'

/** A named payload of an object version. Source: User Guide, "Annotating your objects". */
export interface Annotation {
  readonly name: string
  readonly modifiedMs: number
  /** Bytes. */
  readonly size: number
  /** Without quotes. */
  readonly etag: string
  readonly checksum: ObjectChecksum | undefined
  readonly replication: ReplicationStatus
  /** The payload's blob. */
  readonly blob: number
}

/** Annotations of one version. */
export const MAX_ANNOTATIONS = 1000
/** 1 MiB. */
export const MAX_ANNOTATION_BYTES = 1_048_576
