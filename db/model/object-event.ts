/**
 * What happens to objects, in S3's names without their `s3:`. Source: User Guide, "Supported event types for SQS, SNS, and
 * Lambda".
 */
export const OBJECT_EVENTS = [
  'ObjectCreated:Put',
  'ObjectCreated:Post',
  'ObjectCreated:Copy',
  'ObjectCreated:CompleteMultipartUpload',
  'ObjectRemoved:Delete',
  'ObjectRemoved:DeleteMarkerCreated',
  'ObjectRestore:Post',
  'ObjectRestore:Completed',
  'ObjectRestore:Delete',
  'Replication:OperationFailedReplication',
  'Replication:OperationMissedThreshold',
  'Replication:OperationReplicatedAfterThreshold',
  'LifecycleExpiration:Delete',
  'LifecycleExpiration:DeleteMarkerCreated',
  'LifecycleTransition',
  'IntelligentTiering',
  'ObjectTagging:Put',
  'ObjectTagging:Delete',
  'ObjectAcl:Put',
  'ObjectAnnotation:Put',
  'ObjectAnnotation:Delete',
] as const
export type ObjectEventName = (typeof OBJECT_EVENTS)[number]

/** Who or what made it happen; absent where S3 itself did. */
export interface Cause {
  /** AWS's name of the operation. */
  readonly operation: string
  /** 12 digits; undefined: nobody in particular. */
  readonly account: string | undefined
  readonly sourceIp: string
  readonly requestId: string
  readonly hostId: string
}

/** A destination that a bucket's configuration names for an event. */
export interface EventRule {
  readonly id: string
  /** ARN of a queue, topic or function; `eventbridge` for the account's event bus. */
  readonly target: string
  readonly prefix: string
  readonly suffix: string
}

/** `[key, seq, named, size, etag, storage]`, as the version's row has them: many of them lie in the database. Copies also say whether they have annotations. */
export type EventObject = readonly [
  key: string,
  seq: number,
  named: number,
  size: number,
  etag: string,
  storage: number,
  annotated?: number,
]

/** The same event of some objects of a bucket, with those who are to be told; plain data. */
export interface ObjectEvents {
  readonly event: ObjectEventName
  readonly timeMs: number
  readonly bucket: { readonly name: string; readonly account: string; readonly region: string }
  readonly cause: Cause | undefined
  readonly rules: readonly EventRule[]
  readonly objects: readonly EventObject[]
  /** Orders events of the same key: that of the first object, the next ones follow. */
  readonly sequence: number
  readonly restore?: { readonly readyMs: number; readonly expiresMs: number | undefined }
  readonly replication?: {
    readonly ruleId: string
    readonly destination: string
    /** Of a failure. */
    readonly reason?: string
  }
  /** The annotation that was put or deleted; of a deleted one only its name is known. */
  readonly annotation?: { readonly name: string; readonly size?: number; readonly etag?: string }
  /** Storage class or access tier that objects went to. */
  readonly destination?: string
}
