import type { AccessControlList, Bucket, VersioningStatus } from '../model/object.ts'

export interface BucketDraft {
  readonly name: string
  readonly account: string
  readonly region: string
  readonly objectLock: boolean
  readonly acl?: AccessControlList | undefined
  /** Configurations that the bucket has from its first moment, by kind. */
  readonly configurations?: Readonly<Record<string, unknown>>
}

export interface BucketQuery {
  /** Undefined: of all accounts. */
  readonly account: string | undefined
  readonly prefix?: string | undefined
  readonly region?: string | undefined
  /** Names strictly after this one. */
  readonly after?: string | undefined
  readonly limit: number
}

/** A stored configuration; `id` is empty for kinds of which a bucket has one. */
export interface BucketConfiguration {
  readonly id: string
  /** As decoded from the request; plain JSON. */
  readonly body: unknown
}

export interface BucketStore {
  /** @throws S3Error `BucketAlreadyExists`, `BucketAlreadyOwnedByYou` */
  create(draft: BucketDraft): Promise<Bucket>
  find(name: string): Promise<Bucket | undefined>
  /** @throws S3Error `NoSuchBucket` */
  get(name: string): Promise<Bucket>
  /** In the order of names. */
  list(query: BucketQuery): Promise<readonly Bucket[]>
  /** @throws S3Error `NoSuchBucket`, `BucketNotEmpty` */
  remove(name: string): Promise<void>
  /** @throws S3Error `InvalidBucketState` when Object Lock forbids suspending. */
  setVersioning(name: string, status: Exclude<VersioningStatus, 'Off'>): Promise<void>
  /** Turns Object Lock on; it is never turned off. */
  enableObjectLock(name: string): Promise<void>
  setAcl(name: string, acl: AccessControlList | undefined): Promise<void>
  configuration(name: string, kind: string, id?: string): Promise<unknown>
  /** Names of the buckets, of whatever account, that have a configuration of one of these kinds. */
  configured(kinds: readonly string[]): Promise<readonly string[]>
  configurations(name: string, kind: string): Promise<readonly BucketConfiguration[]>
  putConfiguration(name: string, kind: string, body: unknown, id?: string): Promise<void>
  /** @returns whether there was one */
  removeConfiguration(name: string, kind: string, id?: string): Promise<boolean>
}
