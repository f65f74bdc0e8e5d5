import { bucketOfArn } from '../../../model/arn.ts'
import type { Bucket } from '../../../model/object.ts'
import { isOwnerEnforced } from '../changes/acl.ts'
import { findBucket } from '../rows/bucket-rows.ts'
import type { WriteContext } from '../writer/write-context.ts'

export interface Destination {
  readonly bucket: Bucket
  readonly ownerEnforced: boolean
}

/** The buckets that a command replicates to, each looked up once; nothing changes them while it runs. */
export type Destinations = (bucketArn: string) => Destination | undefined

export function destinationsOf(context: WriteContext): Destinations {
  const known = new Map<string, Destination | undefined>()
  return (bucketArn) => {
    if (!known.has(bucketArn)) known.set(bucketArn, find(context, bucketArn))
    return known.get(bucketArn)
  }
}

function find(context: WriteContext, bucketArn: string): Destination | undefined {
  const bucket = findBucket(context.db, bucketOfArn(bucketArn) ?? '')
  return bucket === undefined ? undefined : { bucket, ownerEnforced: isOwnerEnforced(context, bucket) }
}
