import { BUCKET_CONFIGURATIONS } from '../../../db/model/bucket-configuration.ts'
import type { Bucket } from '../../../db/model/object.ts'
import { ALL_BLOCKED } from '../../../db/model/public-access-block.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type { Caller } from '../../caller.ts'
import { canonicalId } from '../../object-api/accounts.ts'
import type { ObjectApiPorts, ObjectHandler } from '../../object-api/handler.ts'
import { objectHandlers } from '../../object-api/registry.ts'
import type { CreateBucketRequest } from '../../protocol/generated/s3-types.ts'
import type { SeedBucket, SeedConfiguration } from './seed.ts'
import { seedRequest } from './seed-request.ts'

export interface Planter {
  readonly ports: ObjectApiPorts
  /** The owner of buckets that name none. */
  readonly account: string
}

/** Makes the bucket, unless it is there. @throws S3Error `BucketAlreadyExists` when it is another account's */
export async function plantBucket(
  { ports, account: defaultAccount }: Planter,
  { name, region = ports.settings.defaultRegion, account = defaultAccount, input }: SeedBucket,
): Promise<'made' | 'kept'> {
  const existing = await ports.store.buckets.find(name)
  if (existing !== undefined && existing.account !== account) throw new S3Error('BucketAlreadyExists')
  if (existing !== undefined) return 'kept'
  const request: CreateBucketRequest = {
    ...input,
    Bucket: name,
    CreateBucketConfiguration: { LocationConstraint: region },
  } as CreateBucketRequest
  try {
    await objectHandlers.CreateBucket(ports, seedRequest('CreateBucket', ownerOf(ports, { account, region }), request))
    return 'made'
  } catch (error) {
    // Somebody was faster.
    if (error instanceof S3Error && error.code === 'BucketAlreadyOwnedByYou') return 'kept'
    throw error
  }
}

/** Puts a configuration on the bucket, unless it has one. */
export async function plantConfiguration(
  { ports }: Planter,
  name: string,
  { operation, input }: SeedConfiguration,
): Promise<void> {
  const bucket = await ports.store.buckets.get(name)
  if (await isConfigured(ports, bucket, operation.kind)) return
  const handler = objectHandlers[operation.name] as unknown as ObjectHandler
  const md5 = UNREAD_MD5
  await handler(ports, seedRequest(operation.name, ownerOf(ports, bucket), { ...input, Bucket: name }, { md5 }))
}

/** Operations that demand a digest of their document are content to see one: those who read bodies have checked it. */
const UNREAD_MD5 = '1B2M2Y8AsgTpgAmY7PhCfg=='

async function isConfigured(
  { store }: ObjectApiPorts,
  { name, versioning }: Bucket,
  kind: SeedConfiguration['operation']['kind'],
): Promise<boolean> {
  if (kind === undefined) return versioning !== 'Off'
  const present = await store.buckets.configuration(name, kind)
  if (kind !== BUCKET_CONFIGURATIONS.publicAccessBlock) return present !== undefined
  // All is blocked from the start: that was CreateBucket, and nobody's choice.
  return present !== undefined && JSON.stringify(present) !== JSON.stringify(ALL_BLOCKED)
}

/** Whoever plants does it for the bucket's owner. */
export function ownerOf({ settings }: ObjectApiPorts, { account, region }: Pick<Bucket, 'account' | 'region'>): Caller {
  return { account, anonymous: false, accessKeyId: account, canonicalId: canonicalId(settings, account), region }
}
