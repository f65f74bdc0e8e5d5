import type { AccessControlList } from '../../../db/model/object.ts'
import { ALL_USERS, AUTHENTICATED_USERS } from './canned-acl.ts'

/** Whether an ACL gives anything to everybody (User Guide, "Blocking public access": the meaning of public). */
export function isPublicAcl(acl: AccessControlList | undefined): boolean {
  return (
    acl?.grants.some(({ grantee }) => grantee.value === ALL_USERS || grantee.value === AUTHENTICATED_USERS) ?? false
  )
}
