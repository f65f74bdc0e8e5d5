import type { PolicyCondition, PolicyDocument } from './policy-document.ts'

/** Keys that narrow a statement to known callers, when their value is fixed. */
const NARROWING = new Set(
  [
    'aws:SourceIp',
    'aws:SourceArn',
    'aws:SourceVpc',
    'aws:SourceVpce',
    'aws:SourceOwner',
    'aws:SourceAccount',
    'aws:userid',
    'aws:PrincipalAccount',
    'aws:PrincipalArn',
    'aws:PrincipalOrgID',
    'aws:PrincipalOrgPaths',
    's3:x-amz-server-side-encryption-aws-kms-key-id',
    's3:DataAccessPointArn',
    's3:DataAccessPointAccount',
  ].map((key) => key.toLowerCase()),
)

/** Whether a policy gives something to everybody (User Guide, "Blocking public access": the meaning of public). */
export function isPublicPolicy({ statements }: PolicyDocument): boolean {
  return statements.some(
    ({ effect, principals, conditions }) =>
      effect === 'Allow' && (principals.anyone || principals.negated) && !conditions.some(narrows),
  )
}

function narrows({ operator, key, values }: PolicyCondition): boolean {
  if (!NARROWING.has(key.toLowerCase()) || /Not|Null|IfExists/.test(operator)) return false
  return values.every((value) => !(key.toLowerCase() === 'aws:sourceip' ? /\/0$/ : /[*?]/).test(value))
}
