import { bucketArn } from '../../../db/model/arn.ts'
import type { Bucket } from '../../../db/model/object.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type { ListBucketsRequest } from '../../protocol/generated/s3-types.ts'
import { shownAccount } from '../accounts.ts'
import type { ObjectHandler } from '../handler.ts'
import { openToken, sealToken } from '../listings/continuation-token.ts'
import { isRegion } from './bucket-region.ts'

const MAX_BUCKETS = 10_000

export const listBuckets: ObjectHandler<ListBucketsRequest> = async ({ store, settings }, { input, caller }) => {
  if (caller.anonymous && settings.auth === 'sigv4') throw new S3Error('AccessDenied')
  const limit = pageSize(input.MaxBuckets)
  refuseNoRegion(input.BucketRegion)
  const found = await store.buckets.list({
    account: caller.account,
    prefix: input.Prefix,
    region: input.BucketRegion,
    after: input.ContinuationToken === undefined ? undefined : openToken(input.ContinuationToken),
    limit: limit + 1,
  })
  const page = found.slice(0, limit)
  const last = found.length > limit ? page.at(-1) : undefined
  // Region and ARN are only told to those who ask in the paged form (API Reference, ListBuckets).
  const paged =
    input.MaxBuckets !== undefined || input.ContinuationToken !== undefined || input.BucketRegion !== undefined
  return {
    output: {
      Owner: shownAccount(settings, caller.account),
      Buckets: page.map((bucket) => shownBucket(bucket, paged)),
      ...(input.Prefix === undefined ? {} : { Prefix: input.Prefix }),
      ...(last === undefined ? {} : { ContinuationToken: sealToken(last.name) }),
    },
  }
}

function shownBucket(bucket: Bucket, paged: boolean): object {
  return {
    Name: bucket.name,
    CreationDate: new Date(bucket.createdMs),
    ...(paged ? { BucketRegion: bucket.region, BucketArn: bucketArn(bucket.name) } : {}),
  }
}

function refuseNoRegion(region: string | undefined): void {
  if (region === undefined || region === '' || isRegion(region)) return
  throw new S3Error('InvalidArgument', {
    message: `Argument value ${region} is not a valid AWS Region`,
    detail: { ArgumentName: 'bucket-region' },
  })
}

function pageSize(asked: number | undefined): number {
  if (asked === undefined) return MAX_BUCKETS
  if (asked >= 1 && asked <= MAX_BUCKETS) return asked
  throw new S3Error('InvalidArgument', {
    message: `Argument max-buckets must be an integer between 1 and ${MAX_BUCKETS}`,
    detail: { ArgumentName: 'max-buckets', ArgumentValue: String(asked) },
  })
}
