/**
 * Buckets that a job names by an access point: in the rows of its manifest by the alias, in ARNs by either.
 *
 * choice: what S3 Batch Operations takes is not documented beyond "anywhere a bucket name is used to perform object-level
 * operations", so it is taken where objects are read and written: rows, the target of copies, the manifest itself. Buckets
 * of reports and of generators are named as buckets. An access point that is not there is a bucket that is not there.
 */
import { accessPointOfArn, namesAccessPoint } from '../../db/model/access-point.ts'
import { bucketOfArn, objectOfArn } from '../../db/model/arn.ts'
import type { ObjectStore } from '../../db/objects/object-store.ts'

type Stores = Pick<ObjectStore, 'accessPoints'>

/** The bucket behind a name of a row. */
export async function namedBucket({ accessPoints }: Stores, name: string): Promise<string> {
  if (!namesAccessPoint(name)) return name
  return (await accessPoints.findByAlias(name))?.bucket ?? name
}

/** Whether an ARN is one of a bucket or an access point. */
export function isTargetArn(arn: string): boolean {
  return accessPointOfArn(arn) !== undefined || bucketOfArn(arn) !== undefined
}

/** The bucket that the target of a copy names. */
export async function targetBucket(store: Stores, arn: string): Promise<string> {
  const address = accessPointOfArn(arn)
  if (address === undefined) return namedBucket(store, bucketOfArn(arn) ?? '')
  return (await store.accessPoints.find(address))?.bucket ?? arn
}

/** Bucket and key of an object's ARN, in the form of access points too; undefined for other ARNs. */
export async function namedObject(
  store: Stores,
  arn: string,
): Promise<{ readonly bucket: string; readonly key: string } | undefined> {
  const mark = arn.indexOf('/object/')
  const address = mark < 0 ? undefined : accessPointOfArn(arn.slice(0, mark))
  if (address !== undefined) {
    const bucket = (await store.accessPoints.find(address))?.bucket
    return bucket === undefined ? undefined : { bucket, key: arn.slice(mark + '/object/'.length) }
  }
  const object = objectOfArn(arn)
  return object === undefined ? undefined : { ...object, bucket: await namedBucket(store, object.bucket) }
}
