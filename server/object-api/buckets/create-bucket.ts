import { bucketArn } from '../../../db/model/arn.ts'
import { BUCKET_CONFIGURATIONS } from '../../../db/model/bucket-configuration.ts'
import type { Bucket } from '../../../db/model/object.ts'
import { ALL_BLOCKED } from '../../../db/model/public-access-block.ts'
import { isPublicAcl } from '../../../db/model/public-acl.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type { BucketDraft } from '../../../db/objects/bucket-store.ts'
import type { CreateBucketRequest } from '../../protocol/generated/s3-types.ts'
import { canonicalId } from '../accounts.ts'
import { aclHeaders, hasAclHeaders } from '../acl/acl-headers.ts'
import { type ObjectOwnership, objectOwnership } from '../acl/object-ownership.ts'
import { dialectOf } from '../dialect.ts'
import type { ObjectApiPorts, ObjectHandler, ObjectRequest } from '../handler.ts'
import { checkBucketTags } from '../tagging/tag-rules.ts'
import { storedTags } from '../tagging/tag-set.ts'
import { checkBucketName } from './bucket-name.ts'
import { bucketRegion } from './bucket-region.ts'

type Request = ObjectRequest<CreateBucketRequest>

export const createBucket: ObjectHandler<CreateBucketRequest> = async (ports, request) => {
  const draft = bucketDraft(ports, request)
  await refuseBlocked(ports, draft)
  const bucket = await createOrFind(ports, draft)
  return { output: { Location: `/${bucket.name}`, BucketArn: bucketArn(bucket.name) } }
}

function bucketDraft(ports: ObjectApiPorts, request: Request): BucketDraft {
  const { input, caller } = request
  const name = request.bucket ?? ''
  checkBucketName(name)
  if (caller.anonymous && ports.settings.auth === 'sigv4') throw new S3Error('AccessDenied')
  const region = bucketRegion(input.CreateBucketConfiguration?.LocationConstraint, caller.region)
  const owner = canonicalId(ports.settings, caller.account)
  const ownership = ownershipOf(ports, input)
  const acl = aclHeaders(input, { owner, bucketOwner: owner }, ports.settings)
  if (ownership === 'BucketOwnerEnforced' && hasAclHeaders(input) && input.ACL !== 'private') {
    throw new S3Error('InvalidBucketAclWithObjectOwnership')
  }
  const isClassic = ports.settings.newBuckets === 'classic'
  if (!isClassic && isPublicAcl(acl)) throw new S3Error('AccessDenied')
  const tags = storedTags(input.CreateBucketConfiguration?.Tags)
  checkBucketTags(tags)
  return {
    name,
    account: caller.account,
    region,
    objectLock: input.ObjectLockEnabledForBucket === true,
    acl,
    configurations: {
      ...(ownership === undefined
        ? {}
        : { [BUCKET_CONFIGURATIONS.ownership]: { Rules: [{ ObjectOwnership: ownership }] } }),
      ...(isClassic ? {} : { [BUCKET_CONFIGURATIONS.publicAccessBlock]: ALL_BLOCKED }),
      ...(tags.length === 0
        ? {}
        : { [BUCKET_CONFIGURATIONS.tagging]: { TagSet: input.CreateBucketConfiguration?.Tags } }),
    },
  }
}

/** @throws S3Error `AccessDenied` when the account blocks public ACLs and this is one */
async function refuseBlocked({ store }: ObjectApiPorts, { account, acl }: BucketDraft): Promise<void> {
  if (!isPublicAcl(acl)) return
  if ((await store.accessPoints.accountBlock(account))?.BlockPublicAcls === true) throw new S3Error('AccessDenied')
}

const OWNERSHIPS: ReadonlySet<string> = new Set<ObjectOwnership>([
  'BucketOwnerEnforced',
  'BucketOwnerPreferred',
  'ObjectWriter',
])

function ownershipOf(
  { settings }: ObjectApiPorts,
  { ObjectOwnership: asked }: CreateBucketRequest,
): string | undefined {
  if (asked === undefined) return settings.newBuckets === 'classic' ? undefined : 'BucketOwnerEnforced'
  if (OWNERSHIPS.has(asked)) return asked
  throw new S3Error('InvalidArgument', {
    message: 'Invalid x-amz-object-ownership header: ' + asked,
    detail: { ArgumentName: 'x-amz-object-ownership', ArgumentValue: asked },
  })
}

/** In us-east-1 a repeated request of the owner succeeds and resets the bucket's ACL (API Reference, CreateBucket). */
async function createOrFind(ports: ObjectApiPorts, draft: BucketDraft): Promise<Bucket> {
  const { store, settings } = ports
  try {
    return await store.buckets.create(draft)
  } catch (error) {
    if (!(error instanceof S3Error) || error.code !== 'BucketAlreadyOwnedByYou') throw error
    const existing = await store.buckets.find(draft.name)
    // Somebody has deleted it meanwhile.
    if (existing === undefined) return createOrFind(ports, draft)
    if (existing.region !== 'us-east-1' || draft.region !== 'us-east-1' || isTagged(draft)) throw error
    const same = JSON.stringify(existing.acl) === JSON.stringify(draft.acl)
    if (!same && dialectOf(settings).remakeWithOtherAcl === 'refused') throw new S3Error('BucketAlreadyExists')
    if (same || (await objectOwnership(ports, existing)) === 'BucketOwnerEnforced') return existing
    await store.buckets.setAcl(existing.name, draft.acl)
    return { ...existing, acl: draft.acl }
  }
}

/** With tags the request is not repeatable, even if they are the same. */
function isTagged({ configurations }: BucketDraft): boolean {
  return configurations?.[BUCKET_CONFIGURATIONS.tagging] !== undefined
}
