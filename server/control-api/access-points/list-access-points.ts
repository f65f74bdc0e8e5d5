import type { ListAccessPointsRequest } from '../../protocol/generated/s3control-types.ts'
import type { ControlHandler } from '../handler.ts'
import { openNameToken, sealNameToken } from './name-token.ts'
import { shownAccessPoint } from './shown-access-point.ts'

const MAX_PAGE = 1000

/**
 * In the order of names; of the caller's account and Region only.
 * choice: a bucket that is not there has no access points, and 0 results count as the default number.
 */
export const listAccessPoints: ControlHandler<ListAccessPointsRequest> = async ({ store }, { input, caller }) => {
  const { Bucket: bucket, NextToken: token, MaxResults: asked = 0 } = input
  const after = token === undefined ? undefined : openNameToken(token, caller)
  // Every access point here is of a bucket, and those have no data source besides.
  if (input.DataSourceId !== undefined) return { AccessPointList: [] }
  const limit = asked === 0 ? MAX_PAGE : asked
  const { account, region } = caller
  const found = await store.accessPoints.list({ account, region, bucket, after, limit: limit + 1 })
  const page = found.slice(0, limit)
  const last = found.length > limit ? page.at(-1) : undefined
  return {
    AccessPointList: page.map(shownAccessPoint),
    NextToken: last === undefined ? undefined : sealNameToken(last.name, caller),
  }
}
