import type { Cause } from '../model/object-event.ts'
import type { AccessPointStore } from './access-point-store.ts'
import type { AnnotationStore } from './annotation-store.ts'
import type { BucketStore } from './bucket-store.ts'
import type { EffectStore } from './effect-store.ts'
import type { LifecycleStore } from './lifecycle-store.ts'
import type { ObjectReads } from './object-reads.ts'
import type { ObjectWrites } from './object-writes.ts'
import type { ReceiptStore } from './receipt-store.ts'
import type { UploadStore } from './upload-store.ts'

/**
 * Where buckets and objects live. Everything above this port works with any adapter: the local one (SQLite index and
 * blob files), and later any S3 endpoint; nothing here may assume a local disk or one process.
 *
 * Refusals are thrown as `S3Error` with S3's code; anything else thrown is a fault.
 */
export interface ObjectStore {
  readonly buckets: BucketStore
  readonly accessPoints: AccessPointStore
  readonly reads: ObjectReads
  readonly writes: ObjectWrites
  readonly uploads: UploadStore
  readonly annotations: AnnotationStore
  readonly receipts: ReceiptStore
  readonly effects: EffectStore
  readonly lifecycle: LifecycleStore
  /** The same store; what is written through this one has been caused so. */
  causedBy(cause: Cause): ObjectStore
}
