import type { AccessPoint } from '../../../db/model/access-point.ts'
import { BUCKET_CONFIGURATIONS } from '../../../db/model/bucket-configuration.ts'
import type { Bucket } from '../../../db/model/object.ts'
import { type PublicAccessBlock, unitedBlock } from '../../../db/model/public-access-block.ts'
import type { ObjectStore } from '../../../db/objects/object-store.ts'

type Stores = Pick<ObjectStore, 'buckets' | 'accessPoints'>

/** What is blocked for a bucket, by itself, by its account, and by the access point that is asked for it. */
export async function effectiveBlock(
  store: Stores,
  bucket: Bucket,
  accessPoint?: AccessPoint,
): Promise<PublicAccessBlock> {
  return unitedBlock([
    await ownBlock(store, bucket.name),
    await store.accessPoints.accountBlock(bucket.account),
    accessPoint?.publicAccessBlock,
  ])
}

/** A bucket's own block counts for the access points of its account (API Reference, PublicAccessBlockConfiguration). */
export async function accessPointBlock(store: Stores, point: AccessPoint): Promise<PublicAccessBlock> {
  const isOwn = point.account === point.bucketAccount && (await store.buckets.find(point.bucket)) !== undefined
  return unitedBlock([
    point.publicAccessBlock,
    await store.accessPoints.accountBlock(point.account),
    isOwn ? await ownBlock(store, point.bucket) : undefined,
  ])
}

async function ownBlock({ buckets }: Stores, name: string): Promise<Partial<PublicAccessBlock> | undefined> {
  const stored = await buckets.configuration(name, BUCKET_CONFIGURATIONS.publicAccessBlock)
  return stored as Partial<PublicAccessBlock> | undefined
}
