import { S3Error } from '../../../db/model/s3-error.ts'

const CENTRAL = 'us-east-1'
const REGION = /^[a-z]{2}(-[a-z]+)+-\d+$/
/** The region that stands for the server's own; SDKs of JavaScript add it to CreateBucket like any other (docs/sdk). */
const SNOW = 'snow'

/**
 * The region of a new bucket: the endpoint in us-east-1 makes buckets anywhere, all others only at home, and want to be
 * told so (API Reference, CreateBucket).
 * choice: S3 refuses the constraint `us-east-1`; it is taken here because minio's clients send it.
 * @throws S3Error `InvalidLocationConstraint`, `IllegalLocationConstraintException`
 */
export function bucketRegion(constraint: string | undefined, endpoint: string): string {
  if (constraint === SNOW) return endpoint
  const region = constraint === 'EU' ? 'eu-west-1' : constraint
  if (region === undefined || region === '') {
    if (endpoint === CENTRAL) return CENTRAL
    throw illegal('unspecified')
  }
  if (!isRegion(region)) {
    throw new S3Error('InvalidLocationConstraint', { detail: { LocationConstraint: region } })
  }
  if (endpoint !== CENTRAL && region !== endpoint) throw illegal(region)
  return region
}

/** choice: whatever looks like a Region is one, so that new ones need no list here. */
export function isRegion(text: string): boolean {
  return REGION.test(text)
}

function illegal(region: string): S3Error {
  return new S3Error('IllegalLocationConstraintException', {
    message: `The ${region} location constraint is incompatible for the region specific endpoint this request was sent to.`,
  })
}
