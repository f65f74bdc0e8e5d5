import type { DeleteObjectTaggingRequest } from '../../protocol/generated/s3-types.ts'
import type { ObjectHandler } from '../handler.ts'
import { taggableVersion } from '../objects/named-version.ts'
import { readVersionId } from '../reply/version-id.ts'

export const deleteObjectTagging: ObjectHandler<DeleteObjectTaggingRequest> = async (ports, request) => {
  const { bucket, version, address } = await taggableVersion(ports, request)
  await ports.store.writes.change(address, { kind: 'deleteTagging' })
  return { output: readVersionId(bucket, version.versionId) }
}
