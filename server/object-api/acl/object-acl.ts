/** PutObjectAcl and GetObjectAcl. */
import type { GetObjectAclRequest, PutObjectAclRequest } from '../../protocol/generated/s3-types.ts'
import { canonicalId } from '../accounts.ts'
import type { ObjectHandler } from '../handler.ts'
import { namedVersion, taggableVersion } from '../objects/named-version.ts'
import { readVersionId } from '../reply/version-id.ts'
import { documentOfAcl } from './acl-document.ts'
import { askedAcl } from './asked-acl.ts'
import { privateAcl } from './canned-acl.ts'

export const putObjectAcl: ObjectHandler<PutObjectAclRequest> = async (ports, request) => {
  const { bucket, version, address } = await taggableVersion(ports, request)
  const acl = await askedAcl(ports, bucket, version.owner, request.input, request.accessPoint?.point)
  await ports.store.writes.change(address, { kind: 'putAcl', acl })
  return { output: {} }
}

export const getObjectAcl: ObjectHandler<GetObjectAclRequest> = async (ports, request) => {
  const { bucket, version } = await namedVersion(ports, request)
  const acl = version.acl ?? privateAcl(canonicalId(ports.settings, version.owner))
  const { VersionId } = readVersionId(bucket, version.versionId)
  return {
    output: documentOfAcl(acl, ports.settings) as Readonly<Record<string, unknown>>,
    ...(VersionId === undefined ? {} : { headers: { 'x-amz-version-id': VersionId } }),
  }
}
