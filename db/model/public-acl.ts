import type { AccessControlList } from './object.ts'

export const ALL_USERS = 'http://acs.amazonaws.com/groups/global/AllUsers'
export const AUTHENTICATED_USERS = 'http://acs.amazonaws.com/groups/global/AuthenticatedUsers'

/** Whether an ACL gives anything to everybody (User Guide, "Blocking public access": the meaning of public). */
export function isPublicAcl(acl: AccessControlList | undefined): boolean {
  return (
    acl?.grants.some(({ grantee }) => grantee.value === ALL_USERS || grantee.value === AUTHENTICATED_USERS) ?? false
  )
}
