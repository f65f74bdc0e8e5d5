import type { Annotation } from '../model/annotation.ts'
import type { ObjectAddress, ObjectChecksum, ObjectVersion } from '../model/object.ts'
import type { Body } from './object-reads.ts'
import type { StagedBody } from './object-writes.ts'

export interface AnnotationsQuery {
  readonly prefix: string
  /** Names strictly after this one. */
  readonly after?: string | undefined
  readonly limit: number
}

/** Judged in the transaction of the write, against the version that the annotation belongs to. */
export interface AnnotationConditions {
  /** ETag of the object, without quotes; `*` is any. */
  readonly objectIfMatch?: string | undefined
  /** Allows it under GOVERNANCE retention. */
  readonly bypassGovernance: boolean
}

export interface PutAnnotation extends AnnotationConditions {
  readonly address: ObjectAddress
  readonly name: string
  readonly body: StagedBody
  /** Hex. */
  readonly md5: string
  readonly checksum: ObjectChecksum | undefined
}

/** An annotation with the version it belongs to; both of one moment. */
export interface AnnotatedVersion<Found = Annotation> {
  readonly version: ObjectVersion
  readonly found: Found
}

/**
 * Named payloads of object versions. A delete marker is found like any other version here, and has none.
 * All throw S3Error `NoSuchBucket`, `NoSuchKey`, `NoSuchVersion`, `InvalidArgument` for the version they name.
 */
export interface AnnotationStore {
  find(address: ObjectAddress, name: string): Promise<AnnotatedVersion<Annotation | undefined>>
  /** In the order of their names. */
  list(address: ObjectAddress, query: AnnotationsQuery): Promise<AnnotatedVersion<readonly Annotation[]>>
  /** @throws S3Error `overtaken()` when the annotation has gone since it was looked up */
  open(annotation: Annotation): Promise<Body>
  /**
   * Takes the body over, also when it throws.
   * @throws S3Error `AnnotationLimitExceeded`, `PreconditionFailed`, `AccessDenied` (protected by a lock), `InvalidRequest`
   */
  put(request: PutAnnotation): Promise<AnnotatedVersion>
  /** What is not there is removed all the same. @returns the version it belonged to */
  remove(address: ObjectAddress, name: string, conditions: AnnotationConditions): Promise<ObjectVersion>
}
