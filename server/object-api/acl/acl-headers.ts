import type { AccessControlList } from '../../../db/model/object.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type { ObjectApiSettings } from '../handler.ts'
import { type AclOwners, cannedAcl } from './canned-acl.ts'
import { type GrantHeaders, grantHeaders } from './grant-headers.ts'

export interface AclHeaders extends GrantHeaders {
  readonly ACL?: string | undefined
}

/** Whether a request says anything of an ACL in its headers. */
export function hasAclHeaders(input: AclHeaders): boolean {
  return (
    input.ACL !== undefined ||
    input.GrantFullControl !== undefined ||
    input.GrantRead !== undefined ||
    input.GrantReadACP !== undefined ||
    input.GrantWrite !== undefined ||
    input.GrantWriteACP !== undefined
  )
}

/** The ACL that `x-amz-acl` or `x-amz-grant-*` ask for; undefined: the owner alone has rights. */
export function aclHeaders(
  input: AclHeaders,
  owners: AclOwners,
  settings: ObjectApiSettings,
): AccessControlList | undefined {
  const grants = grantHeaders(input, settings)
  if (input.ACL !== undefined && grants !== undefined) {
    throw new S3Error('InvalidRequest', {
      message: 'Specifying both Canned ACLs and Header Grants is not allowed',
    })
  }
  if (grants !== undefined) return { owner: owners.owner, grants }
  return input.ACL === undefined ? undefined : cannedAcl(input.ACL, owners)
}
