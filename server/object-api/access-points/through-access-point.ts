/**
 * Requests that name an access point where a bucket may stand: by its ARN, its alias or its host. They are about the
 * bucket behind it; what the answers call the bucket is its own name (API Reference, CompleteMultipartUpload: "does not
 * return the access point ARN or access point alias if used").
 */
import { type AccessPoint, accessPointOfArn, namesAccessPoint } from '../../../db/model/access-point.ts'
import { parseArn } from '../../../db/model/arn.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type { ObjectStore } from '../../../db/objects/object-store.ts'
import { ALLOWED_THROUGH_ACCESS_POINTS } from './allowed-operations.ts'

export interface ThroughAccessPoint {
  readonly point: AccessPoint
  readonly by: 'alias' | 'arn' | 'host'
}

/** What a host such as NAME-ACCOUNT.s3-accesspoint.REGION.amazonaws.com says. */
export interface HostAccessPoint {
  readonly name: string
  readonly account: string
  /** Undefined in NAME-ACCOUNT.DOMAIN, which may as well be a bucket of that name. */
  readonly region: string | undefined
}

export interface NamedByRequest {
  readonly operation: string
  readonly bucket: string | undefined
  readonly host: HostAccessPoint | undefined
  /** Of the signature, which SDKs make for the Region in the ARN. */
  readonly region: string
}

/**
 * The access point that a request goes through; undefined when it names a bucket after all.
 * @throws S3Error `NoSuchAccessPoint`, `MethodNotAllowed` for what access points do not allow
 */
export async function throughAccessPoint(
  store: ObjectStore,
  named: NamedByRequest,
): Promise<ThroughAccessPoint | undefined> {
  const { bucket = '', host } = named
  if (host !== undefined && host.region === undefined)
    return byShortHost(store, named, { ...host, region: named.region })
  if (host !== undefined) {
    const point = await store.accessPoints.find({ ...host, region: host.region ?? named.region })
    return allowed(named, { point: point ?? refuse(host.name), by: 'host' })
  }
  if (bucket.startsWith('arn:')) return allowed(named, { point: await pointOfArn(store, bucket), by: 'arn' })
  // No bucket can be made under such a name, and CreateBucket says so itself.
  if (named.operation === 'CreateBucket') return undefined
  return allowed(named, { point: await pointOfAlias(store, bucket), by: 'alias' })
}

/** The bucket that a copy source, or a job, names by its own name or by an access point. @throws S3Error `NoSuchAccessPoint` */
export async function bucketBehind(
  store: ObjectStore,
  named: string,
): Promise<{ readonly bucket: string; readonly accessPoint: AccessPoint | undefined }> {
  if (!namesAccessPoint(named)) return { bucket: named, accessPoint: undefined }
  const accessPoint = named.startsWith('arn:') ? await pointOfArn(store, named) : await pointOfAlias(store, named)
  return { bucket: accessPoint.bucket, accessPoint }
}

/** A bucket of the whole label's name goes before. */
async function byShortHost(
  store: ObjectStore,
  named: NamedByRequest,
  address: HostAccessPoint & { readonly region: string },
): Promise<ThroughAccessPoint | undefined> {
  if (named.operation === 'CreateBucket') return undefined
  if ((await store.buckets.find(named.bucket ?? '')) !== undefined) return undefined
  const point = await store.accessPoints.find(address)
  return point === undefined ? undefined : allowed(named, { point, by: 'host' })
}

function allowed({ operation }: NamedByRequest, through: ThroughAccessPoint): ThroughAccessPoint {
  if (ALLOWED_THROUGH_ACCESS_POINTS.has(operation)) return through
  throw new S3Error('MethodNotAllowed', { detail: { ResourceType: 'ACCESSPOINT' } })
}

async function pointOfArn({ accessPoints }: ObjectStore, arn: string): Promise<AccessPoint> {
  const address = accessPointOfArn(arn)
  if (address === undefined) throw wrongArn(arn)
  return (await accessPoints.find(address)) ?? refuse(address.name)
}

async function pointOfAlias({ accessPoints }: ObjectStore, alias: string): Promise<AccessPoint> {
  return (await accessPoints.findByAlias(alias)) ?? refuse(alias)
}

function wrongArn(text: string): S3Error {
  const arn = parseArn(text)
  const isElsewhere =
    arn !== undefined && (arn.service !== 's3' || arn.region === '') && /accesspoint/.test(arn.resource)
  if (!isElsewhere) return new S3Error('InvalidBucketName', { detail: { BucketName: text } })
  return new S3Error('NotImplemented', {
    message: 'Object Lambda, Outposts and Multi-Region access points are not implemented by s3control-local.',
  })
}

function refuse(name: string): never {
  throw new S3Error('NoSuchAccessPoint', { detail: { AccessPointName: name } })
}
