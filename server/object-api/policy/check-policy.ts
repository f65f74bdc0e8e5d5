import { S3Error } from '../../../db/model/s3-error.ts'
import { malformed, type PolicyDocument, parsePolicy } from './policy-document.ts'
import type { Concerns } from './resources.ts'

const MAX_BYTES = 20 * 1024

/** A policy that whatever it is put on may have. @throws S3Error `MalformedPolicy`, `PolicyTooLarge` */
export function checkPolicy(text: string, concerns: Concerns): PolicyDocument {
  if (Buffer.byteLength(text) > MAX_BYTES)
    throw new S3Error('PolicyTooLarge', { detail: { MaxSizeAllowed: String(MAX_BYTES) } })
  const document = parsePolicy(text)
  for (const { effect, actions, resources, principals } of document.statements) {
    if (effect === 'Allow' && principals.negated) throw malformed('Allow with NotPrincipal is not allowed.')
    if (!actions.patterns.every((action) => action === '*' || /^s3(-object-lambda)?:[A-Za-z*?]+$/i.test(action))) {
      throw malformed('Policy has invalid action')
    }
    if (!resources.patterns.every((resource) => concerns(resource))) throw malformed('Policy has invalid resource')
    if (!(principals.byType['AWS'] ?? []).every(isPrincipal)) throw malformed('Invalid principal in policy')
  }
  return document
}

/** choice: S3 asks IAM whether the principal exists; here its form has to do. */
function isPrincipal(name: string): boolean {
  return name === '*' || /^\d{12}$/.test(name) || /^arn:aws[a-z-]*:(iam|sts)::[^:]*:.+$/.test(name)
}
