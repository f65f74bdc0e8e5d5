import type { GetObjectTaggingRequest } from '../../protocol/generated/s3-types.ts'
import type { ObjectHandler } from '../handler.ts'
import { taggableVersion } from '../objects/named-version.ts'
import { readVersionId } from '../reply/version-id.ts'
import { wireTags } from './tag-set.ts'

export const getObjectTagging: ObjectHandler<GetObjectTaggingRequest> = async (ports, request) => {
  const { bucket, version } = await taggableVersion(ports, request)
  return { output: { TagSet: wireTags(version.tags), ...readVersionId(bucket, version.versionId) } }
}
