import { malformed, type PolicyDocument } from './policy-document.ts'

/**
 * S3 refuses a bucket's policy where an action is of objects and no resource of its statement is one, or the other way
 * round. Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon S3".
 * @throws S3Error `MalformedPolicy`
 */
export function checkActionsApply({ statements }: PolicyDocument): void {
  for (const { actions, resources } of statements) {
    if (actions.negated || resources.negated) continue
    const applies = (action: string) => resources.patterns.some((resource) => canBe(resource, kindOf(action)))
    if (!actions.patterns.every(applies)) throw malformed('Action does not apply to any resource(s) in statement')
  }
}

type Kind = 'bucket' | 'object' | 'either'

const OF_OBJECTS = [
  /^s3:(get|put|delete|list|restore|replicate|update)object/i,
  /^s3:(abortmultipartupload|listmultipartuploadparts|bypassgovernanceretention|initiatereplication)$/i,
  /^s3:(replicatedelete|replicatetags|objectowneroverridetobucketowner)$/i,
]
const OF_BUCKETS = [
  /^s3:(get|put|delete|list)bucket/i,
  /^s3:(get|put)(accelerate|analytics|encryption|intelligenttiering|inventory|lifecycle|metrics|replication)configuration$/i,
]

/** Patterns, and names that are in neither list, may mean both. */
function kindOf(action: string): Kind {
  if (/[*?]/.test(action)) return 'either'
  if (OF_OBJECTS.some((names) => names.test(action))) return 'object'
  return OF_BUCKETS.some((names) => names.test(action)) ? 'bucket' : 'either'
}

/** A pattern without a slash reaches over one. */
function canBe(resource: string, kind: Kind): boolean {
  if (kind === 'either') return true
  return resource.includes('/') ? kind === 'object' : kind === 'bucket' || /[*?]/.test(resource)
}
