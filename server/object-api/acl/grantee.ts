import { canonicalIdOf } from '../../../db/model/canonical-id.ts'
import type { Grant } from '../../../db/model/object.ts'
import { ALL_USERS, AUTHENTICATED_USERS } from '../../../db/model/public-acl.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type { ObjectApiSettings } from '../handler.ts'
import { LOG_DELIVERY } from './canned-acl.ts'

const GROUPS: ReadonlySet<string> = new Set([ALL_USERS, AUTHENTICATED_USERS, LOG_DELIVERY])

const CANONICAL_ID = /^[0-9a-f]{64}$/i

type Grantee = Grant['grantee']

/**
 * A grantee that exists, as S3 keeps it: an email address becomes its account's canonical id.
 * choice: of canonical ids only the form is asked while accounts are anybody's guess (`--auth none`); with configured
 * accounts only theirs are known.
 * @throws S3Error `InvalidArgument`, `UnresolvableGrantByEmailAddress`
 */
export function checkedGrantee(grantee: Grantee, settings: ObjectApiSettings, names: ArgumentNames): Grantee {
  return CHECKS[grantee.type](grantee, settings, names)
}

/** What a refusal calls the wrong part of a grant, in headers and in documents. */
type ArgumentNames = Readonly<Record<'id' | 'uri', string>>
export const HEADER_NAMES: ArgumentNames = { id: 'id', uri: 'uri' }
export const DOCUMENT_NAMES: ArgumentNames = { id: 'CanonicalUser/ID', uri: 'Group/URI' }

type Check = (grantee: Grantee, settings: ObjectApiSettings, names: ArgumentNames) => Grantee

const CHECKS: Readonly<Record<Grantee['type'], Check>> = {
  id: (grantee, { accounts, auth }, names) => {
    const isKnown = accounts?.some((account) => idOf(account) === grantee.value) === true
    const isGuess = auth === 'none' || accounts === undefined
    if (!isKnown && !(isGuess && CANONICAL_ID.test(grantee.value))) throw invalid('Invalid id', names.id, grantee.value)
    return { type: 'id', value: grantee.value }
  },
  uri: (grantee, _settings, names) => {
    if (!GROUPS.has(grantee.value)) throw invalid('Invalid group uri', names.uri, grantee.value)
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
