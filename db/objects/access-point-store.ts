import type { AccessPoint, AccessPointAddress } from '../model/access-point.ts'
import type { Tag } from '../model/object.ts'
import type { PublicAccessBlock } from '../model/public-access-block.ts'

export type AccessPointDraft = Omit<AccessPoint, 'alias' | 'createdMs' | 'policy'>

export interface AccessPointQuery {
  readonly account: string
  readonly region: string
  readonly bucket?: string | undefined
  /** Names strictly after this one. */
  readonly after?: string | undefined
  readonly limit: number
}

export type AccessPointChange =
  | { readonly kind: 'policy'; readonly policy: string | undefined }
  | { readonly kind: 'tags'; readonly tags: readonly Tag[] }

/** Access points, and what accounts block. Whatever is found is of this moment. */
export interface AccessPointStore {
  /** @throws S3Error `AccessPointAlreadyOwnedByYou`, `InvalidRequest` when the account has no such bucket in the Region */
  create(draft: AccessPointDraft): Promise<AccessPoint>
  find(address: AccessPointAddress): Promise<AccessPoint | undefined>
  findByAlias(alias: string): Promise<AccessPoint | undefined>
  /** In the order of names. */
  list(query: AccessPointQuery): Promise<readonly AccessPoint[]>
  /** @throws S3Error `NoSuchAccessPoint` */
  change(address: AccessPointAddress, change: AccessPointChange): Promise<void>
  /** @throws S3Error `NoSuchAccessPoint` */
  remove(address: AccessPointAddress): Promise<void>
  /** What an account blocks for all its buckets and access points; undefined: nothing was ever put. */
  accountBlock(account: string): Promise<PublicAccessBlock | undefined>
  /** Undefined takes it away. */
  setAccountBlock(account: string, block: PublicAccessBlock | undefined): Promise<void>
}
