/** What is to be there from the start (docs/seeds-and-snapshots.md): as it is written, and as it is once checked. */
import type {
  CreateBucketRequest,
  PutBucketAccelerateConfigurationRequest,
  PutBucketCorsRequest,
  PutBucketEncryptionRequest,
  PutBucketLifecycleConfigurationRequest,
  PutBucketLoggingRequest,
  PutBucketNotificationConfigurationRequest,
  PutBucketReplicationRequest,
  PutBucketRequestPaymentRequest,
  PutBucketTaggingRequest,
  PutBucketVersioningRequest,
  PutBucketWebsiteRequest,
  PutObjectLockConfigurationRequest,
  PutObjectRequest,
  PutPublicAccessBlockRequest,
} from '../../protocol/generated/s3-types.ts'
import type { BUCKET_MEMBERS, ConfigurationOperation } from './bucket-members.ts'
import type { KeyPattern } from './key-pattern.ts'
import type { OBJECT_MEMBERS } from './object-members.ts'

/** Members with a capital are those of AWS's own requests; those without are the emulator's. */
export interface SeedDocument {
  readonly buckets?: readonly BucketInSeed[]
  readonly objects?: readonly ObjectInSeed[]
}

type Configurations = PutBucketVersioningRequest &
  PutBucketEncryptionRequest &
  PutPublicAccessBlockRequest &
  PutObjectLockConfigurationRequest &
  PutBucketTaggingRequest &
  PutBucketCorsRequest &
  PutBucketLifecycleConfigurationRequest &
  PutBucketWebsiteRequest &
  PutBucketAccelerateConfigurationRequest &
  PutBucketRequestPaymentRequest &
  PutBucketLoggingRequest &
  PutBucketReplicationRequest &
  PutBucketNotificationConfigurationRequest

export interface BucketInSeed
  extends Pick<CreateBucketRequest, 'Bucket' | (typeof BUCKET_MEMBERS)[number]>,
    Partial<
      Pick<Configurations, (keyof Configurations & `${string}Configuration`) | 'Tagging' | 'BucketLoggingStatus'>
    > {
  /** The owner, 12 digits; the server's default account when absent. */
  readonly account?: string
  /** The server's default region when absent. */
  readonly region?: string
  /** The policy as a text, or as the document it is. */
  readonly Policy?: string | object
}

export interface ObjectInSeed extends Pick<PutObjectRequest, 'Bucket' | 'Key' | (typeof OBJECT_MEMBERS)[number]> {
  /** The body, in one of three ways; without any it is empty. */
  readonly text?: string
  readonly base64?: string
  /** Its path from the folder of the seed; only where the seed is a file. */
  readonly file?: string
  /** So many objects, whose numbers from 0 on stand in `Key` for `%d`, or with zeros in front for `%06d`. */
  readonly count?: number
}

/** A seed whose members are of the right kinds. */
export interface Seed {
  readonly buckets: readonly SeedBucket[]
  /** To be walked as often as wanted; the objects of a folder are never in memory together. */
  readonly objects: Iterable<SeedObject>
}

export interface SeedBucket {
  /** Where it stands in the document, for whoever must mend it. */
  readonly place: string
  readonly name: string
  readonly account: string | undefined
  readonly region: string | undefined
  readonly input: Omit<CreateBucketRequest, 'Bucket'>
  readonly configurations: readonly SeedConfiguration[]
}

export interface SeedConfiguration {
  readonly place: string
  readonly operation: ConfigurationOperation
  readonly input: Readonly<Record<string, unknown>>
}

export interface SeedObject {
  readonly place: string
  readonly bucket: string
  readonly keys: KeyPattern
  readonly input: Omit<PutObjectRequest, 'Bucket' | 'Key'>
  readonly body: SeedBody
}

export type SeedBody =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'file'; readonly path: string; readonly size: number }

/** How many of each were made, and how many were there before and left as they are. */
export interface SeedOutcome {
  readonly buckets: Tally
  readonly objects: Tally
}

export interface Tally {
  readonly made: number
  readonly kept: number
}
