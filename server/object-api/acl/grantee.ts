import { canonicalIdOf } from '../../../db/model/canonical-id.ts'
import type { Grant } from '../../../db/model/object.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type { ObjectApiSettings } from '../handler.ts'
import { ALL_USERS, AUTHENTICATED_USERS, LOG_DELIVERY } from './canned-acl.ts'

const GROUPS: ReadonlySet<string> = new Set([ALL_USERS, AUTHENTICATED_USERS, LOG_DELIVERY])

type Grantee = Grant['grantee']

/**
 * A grantee that exists, as S3 keeps it: an email address becomes its account's canonical id.
 * choice: canonical ids are not asked back while accounts are anybody's guess (`--auth none`); with configured
 * accounts only theirs are known.
 * @throws S3Error `InvalidArgument`, `UnresolvableGrantByEmailAddress`
 */
export function checkedGrantee(grantee: Grantee, settings: ObjectApiSettings): Grantee {
  return CHECKS[grantee.type](grantee, settings)
}

const CHECKS: Readonly<Record<Grantee['type'], (grantee: Grantee, settings: ObjectApiSettings) => Grantee>> = {
  id: (grantee, { accounts, auth }) => {
    const known =
      auth === 'none' || accounts === undefined || accounts.some((account) => idOf(account) === grantee.value)
    if (!known || grantee.value === '') throw invalid('Invalid id', 'CanonicalUser/ID', grantee.value)
    return { type: 'id', value: grantee.value }
  },
  uri: (grantee) => {
    if (!GROUPS.has(grantee.value)) throw invalid('Invalid group uri', 'Group/URI', grantee.value)
    return grantee
  },
  email: (grantee, { accounts }) => {
    const found = accounts?.find(({ email }) => email?.toLowerCase() === grantee.value.toLowerCase())
    if (found !== undefined) return { type: 'id', value: idOf(found) }
    throw new S3Error('UnresolvableGrantByEmailAddress', { detail: { EmailAddress: grantee.value } })
  },
}

function idOf(account: { readonly account: string; readonly canonicalId?: string }): string {
  return account.canonicalId ?? canonicalIdOf(account.account)
}

function invalid(message: string, name: string, value: string): S3Error {
  return new S3Error('InvalidArgument', { message, detail: { ArgumentName: name, ArgumentValue: value } })
}
