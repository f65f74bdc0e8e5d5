import { bucketArn } from '../../../db/model/arn.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import { malformed, type PolicyDocument, parsePolicy } from './policy-document.ts'
import { matchesPattern } from './wildcard.ts'

const MAX_BYTES = 20 * 1024

/** A policy that a bucket may have. @throws S3Error `MalformedPolicy`, `PolicyTooLarge` */
export function checkPolicy(text: string, bucket: string): PolicyDocument {
  if (Buffer.byteLength(text) > MAX_BYTES)
    throw new S3Error('PolicyTooLarge', { detail: { MaxSizeAllowed: String(MAX_BYTES) } })
  const document = parsePolicy(text)
  for (const { effect, actions, resources, principals } of document.statements) {
    if (effect === 'Allow' && principals.negated) throw malformed('Allow with NotPrincipal is not allowed.')
    if (!actions.patterns.every((action) => action === '*' || /^s3(-object-lambda)?:[A-Za-z*?]+$/i.test(action))) {
      throw malformed('Policy has invalid action')
    }
    if (!resources.patterns.every((resource) => concerns(resource, bucket)))
      throw malformed('Policy has invalid resource')
    if (!(principals.byType['AWS'] ?? []).every(isPrincipal)) throw malformed('Invalid principal in policy')
  }
  return document
}

/** A resource is the bucket itself or what is in it. */
function concerns(resource: string, bucket: string): boolean {
  const slash = resource.indexOf('/')
  const name = slash < 0 ? resource : resource.slice(0, slash)
  return matchesPattern(name.replace(/^arn:aws[a-z-]*:s3:::/, 'arn:aws:s3:::'), bucketArn(bucket))
}

/** choice: S3 asks IAM whether the principal exists; here its form has to do. */
function isPrincipal(name: string): boolean {
  return name === '*' || /^\d{12}$/.test(name) || /^arn:aws[a-z-]*:(iam|sts)::[^:]*:.+$/.test(name)
}
