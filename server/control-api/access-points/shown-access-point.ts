import { type AccessPoint, accessPointArn } from '../../../db/model/access-point.ts'
import type { AccessPoint as ListedAccessPoint } from '../../protocol/generated/s3control-types.ts'

/** What GetAccessPoint and ListAccessPoints both tell. */
export function shownAccessPoint(point: AccessPoint): ListedAccessPoint {
  const { name, vpcId, bucket, bucketAccount, alias } = point
  return {
    Name: name,
    NetworkOrigin: vpcId === undefined ? 'Internet' : 'VPC',
    ...(vpcId === undefined ? {} : { VpcConfiguration: { VpcId: vpcId } }),
    Bucket: bucket,
    AccessPointArn: accessPointArn(point),
    Alias: alias,
    BucketAccountId: bucketAccount,
  }
}
