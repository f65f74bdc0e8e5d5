import { type AccessPoint, type AccessPointAddress, isAccessPointName } from '../../../db/model/access-point.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type { ObjectStore } from '../../../db/objects/object-store.ts'
import type { Caller } from '../../caller.ts'
import { ServiceError } from '../service-error.ts'

/**
 * The caller's access point of that name; one of another account or Region is no more to be found than one that never was.
 * @throws S3Error `NoSuchAccessPoint`, `InvalidURI`
 */
export async function ownAccessPoint(
  { accessPoints }: Pick<ObjectStore, 'accessPoints'>,
  caller: Caller,
  name: string,
): Promise<AccessPoint> {
  const point = await accessPoints.find(addressOf(caller, name))
  if (point === undefined) throw new S3Error('NoSuchAccessPoint', { detail: { AccessPointName: name } })
  return point
}

/** @throws S3Error `InvalidURI` for what is no access point's name; ServiceError `NotImplemented` for those of other services */
export function addressOf({ account, region }: Caller, name: string): AccessPointAddress {
  if (name.endsWith('-xa-s3') || name.startsWith('arn:')) {
    throw new ServiceError(
      'NotImplemented',
      'Access points for directory buckets and Outposts are not implemented by s3control-local.',
    )
  }
  if (!isAccessPointName(name)) throw new S3Error('InvalidURI', { detail: { URI: `accesspoint/${name}` } })
  return { account, region, name }
}
