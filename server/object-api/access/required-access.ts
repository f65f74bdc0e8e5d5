/**
 * What each operation needs to be allowed: the action of policies and, where ACLs can give it, the permission.
 * Source: User Guide, "Required permissions for Amazon S3 API operations" and "Mapping of ACL permissions".
 */
import type { Grant } from '../../../db/model/object.ts'
import type { ObjectRequest } from '../handler.ts'
import { ACCESS_TABLE } from './access-table.ts'

export interface RequiredAccess {
  /** `s3:GetObject` */
  readonly action: string
  readonly level: 'bucket' | 'object'
  readonly acl?: { readonly on: 'bucket' | 'object'; readonly permission: Grant['permission'] }
}

/** Undefined where no bucket is concerned. Operations that are not in the table are the owner's, or a policy's to give. */
export function requiredAccess({ operation, query }: ObjectRequest<unknown>): RequiredAccess | undefined {
  const entry = ACCESS_TABLE[operation.name]
  if (entry === 'none') return undefined
  if (entry === undefined) return { action: `s3:${operation.name}`, level: levelOf(operation) }
  const { action, versionAction, ...rest } = entry
  const named = versionAction !== undefined && query.has('versionId') ? versionAction : action
  return {
    action: `s3:${named}`,
    level: rest.level ?? levelOf(operation),
    ...(rest.acl === undefined ? {} : { acl: rest.acl }),
  }
}

function levelOf({ path }: ObjectRequest['operation']): 'bucket' | 'object' {
  return path.includes('{Key+}') ? 'object' : 'bucket'
}
