import { canonicalIdOf } from '../../db/model/canonical-id.ts'
import type { AccessControlList } from '../../db/model/object.ts'
import { type BatchOperation, LOCAL_OPERATION, type Parameters, REQUEST_INVALID } from './batch-operation.ts'
import { areGrants, cannedAcl, grantsOf, type RequestGrants } from './request-acl.ts'

interface AclParameters {
  readonly AccessControlPolicy?: {
    readonly AccessControlList?: { readonly Owner?: { readonly ID?: string }; readonly Grants?: RequestGrants }
    readonly CannedAccessControlList?: string
  }
}

/**
 * Replaces each object's ACL (reference 7.3).
 *
 * choice: the job's account is taken for the owner of the objects and of their bucket where a canned ACL must name them.
 */
export const putObjectAcl: BatchOperation = {
  ...LOCAL_OPERATION,
  name: 'S3PutObjectAcl',
  validate(parameters) {
    const { list, canned } = policyOf(parameters)
    if ((list === undefined) === (canned === undefined)) return REQUEST_INVALID
    return areGrants(list?.Grants ?? []) ? undefined : REQUEST_INVALID
  },
  begin: ({ operation, account }) => ({
    kind: 'set',
    action: { kind: 'change', change: { kind: 'putAcl', acl: aclOf(operation.parameters, account) } },
  }),
}

function aclOf(parameters: Parameters, account: string): AccessControlList | undefined {
  const { list, canned } = policyOf(parameters)
  if (canned !== undefined) return cannedAcl(canned, account, account)
  return { owner: list?.Owner?.ID ?? canonicalIdOf(account), grants: grantsOf(list?.Grants ?? []) }
}

function policyOf({ AccessControlPolicy: policy }: AclParameters) {
  return { list: policy?.AccessControlList, canned: policy?.CannedAccessControlList }
}
