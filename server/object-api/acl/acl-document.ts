/** The XML form of access control lists. */
import { entryOf } from '../../../db/model/entry-of.ts'
import type { AccessControlList, Grant } from '../../../db/model/object.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type { AccessControlPolicy, Grant as WireGrant } from '../../protocol/generated/s3-types.ts'
import { displayNameOf } from '../accounts.ts'
import { dialectOf } from '../dialect.ts'
import type { ObjectApiSettings } from '../handler.ts'
import { checkedGrantee, DOCUMENT_NAMES } from './grantee.ts'

const TYPES: Readonly<Record<string, Grant['grantee']['type']>> = {
  CanonicalUser: 'id',
  AmazonCustomerByEmail: 'email',
  Group: 'uri',
}

const VALUES = {
  id: (grantee) => grantee.ID,
  email: (grantee) => grantee.EmailAddress,
  uri: (grantee) => grantee.URI,
} satisfies Record<Grant['grantee']['type'], (grantee: NonNullable<WireGrant['Grantee']>) => string | undefined>

const PERMISSIONS: ReadonlySet<string> = new Set<Grant['permission']>([
  'FULL_CONTROL',
  'READ',
  'WRITE',
  'READ_ACP',
  'WRITE_ACP',
])

/**
 * The list that a document states. Its owner must be the real one.
 * @throws S3Error `MalformedACLError`, `AccessDenied`, `InvalidArgument`, `UnresolvableGrantByEmailAddress`
 */
export function aclOfDocument(
  document: AccessControlPolicy,
  owner: string,
  settings: ObjectApiSettings,
): AccessControlList {
  const stated = document.Owner?.ID
  if (stated === undefined || document.Grants === undefined) throw new S3Error('MalformedACLError')
  if (stated !== owner) throw new S3Error('AccessDenied')
  return { owner, grants: document.Grants.map((grant) => storedGrant(grant, settings)) }
}

function storedGrant({ Grantee: grantee, Permission: permission }: WireGrant, settings: ObjectApiSettings): Grant {
  const type = entryOf(TYPES, grantee?.Type ?? '')
  const value = type === undefined || grantee === undefined ? undefined : VALUES[type](grantee)
  if (type === undefined || value === undefined || permission === undefined || !isPermission(permission)) {
    throw new S3Error('MalformedACLError')
  }
  return { grantee: checkedGrantee({ type, value }, settings, DOCUMENT_NAMES), permission }
}

/** A list as GetObjectAcl and GetBucketAcl show it. */
export function documentOfAcl(acl: AccessControlList, settings: ObjectApiSettings): object {
  return {
    Owner: { ID: acl.owner, ...displayNameOf(settings, acl.owner) },
    Grants: inOrder(acl.grants, settings).map(({ grantee, permission }) => ({
      Grantee:
        grantee.type === 'uri'
          ? { Type: 'Group', URI: grantee.value }
          : { Type: 'CanonicalUser', ID: grantee.value, ...displayNameOf(settings, grantee.value) },
      Permission: permission,
    })),
  }
}

function inOrder(grants: readonly Grant[], settings: ObjectApiSettings): readonly Grant[] {
  if (!dialectOf(settings).groupsFirst) return grants
  const isGroup = ({ grantee }: Grant): boolean => grantee.type === 'uri'
  return [...grants.filter(isGroup), ...grants.filter((grant) => !isGroup(grant))]
}

function isPermission(text: string): text is Grant['permission'] {
  return PERMISSIONS.has(text)
}
