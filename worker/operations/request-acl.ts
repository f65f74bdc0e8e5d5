import { canonicalIdOf } from '../../db/model/canonical-id.ts'
import { entryOf } from '../../db/model/entry-of.ts'
import type { AccessControlList, Grant } from '../../db/model/object.ts'

/** Grants as S3 Control's requests hold them. */
export type RequestGrants = readonly {
  readonly Grantee?: {
    readonly TypeIdentifier?: 'id' | 'emailAddress' | 'uri'
    readonly Identifier?: string
    readonly DisplayName?: string
  }
  readonly Permission?: Grant['permission']
}[]

export function grantsOf(grants: RequestGrants): readonly Grant[] {
  return grants.map(({ Grantee, Permission }) => ({
    grantee: {
      type: Grantee?.TypeIdentifier === 'emailAddress' ? 'email' : (Grantee?.TypeIdentifier ?? 'id'),
      value: Grantee?.Identifier ?? '',
      ...(Grantee?.DisplayName === undefined ? {} : { displayName: Grantee.DisplayName }),
    },
    permission: Permission ?? 'READ',
  }))
}

/** Every grant names someone and what he may. */
export function areGrants(grants: RequestGrants): boolean {
  return grants.every(
    ({ Grantee, Permission }) =>
      Grantee?.TypeIdentifier !== undefined && Grantee.Identifier !== undefined && Permission !== undefined,
  )
}

const groups = 'http://acs.amazonaws.com/groups/global'
const everyone = { type: 'uri', value: `${groups}/AllUsers` } as const
const authenticated = { type: 'uri', value: `${groups}/AuthenticatedUsers` } as const

/** The canonical id of Amazon EC2's bundle reader, as the User Guide's "Canned ACL" lets it read. */
const EXEC_READER = '6aa5a366c34c1cbe25dc49211496e913e0351eb0e8c37aa3477e40942ec6b97c'

/**
 * A canned ACL written out, for an object that `account` owns in a bucket of `bucketOwner`; undefined is `private`.
 * Source: User Guide, "Canned ACL".
 */
export function cannedAcl(canned: string, account: string, bucketOwner: string): AccessControlList | undefined {
  const owner = canonicalIdOf(account)
  const granted = entryOf(CANNED, canned)?.(canonicalIdOf(bucketOwner)) ?? []
  if (granted.length === 0) return undefined
  return { owner, grants: [{ grantee: { type: 'id', value: owner }, permission: 'FULL_CONTROL' }, ...granted] }
}

const CANNED: Readonly<Record<string, (bucketOwner: string) => readonly Grant[]>> = {
  private: () => [],
  'public-read': () => [{ grantee: everyone, permission: 'READ' }],
  'public-read-write': () => [
    { grantee: everyone, permission: 'READ' },
    { grantee: everyone, permission: 'WRITE' },
  ],
  'aws-exec-read': () => [{ grantee: { type: 'id', value: EXEC_READER }, permission: 'READ' }],
  'authenticated-read': () => [{ grantee: authenticated, permission: 'READ' }],
  'bucket-owner-read': (value) => [{ grantee: { type: 'id', value }, permission: 'READ' }],
  'bucket-owner-full-control': (value) => [{ grantee: { type: 'id', value }, permission: 'FULL_CONTROL' }],
}
