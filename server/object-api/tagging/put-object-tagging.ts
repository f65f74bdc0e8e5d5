import type { PutObjectTaggingRequest } from '../../protocol/generated/s3-types.ts'
import type { ObjectHandler } from '../handler.ts'
import { taggableVersion } from '../objects/named-version.ts'
import { readVersionId } from '../reply/version-id.ts'
import { checkObjectTags } from './tag-rules.ts'
import { storedTags } from './tag-set.ts'

export const putObjectTagging: ObjectHandler<PutObjectTaggingRequest> = async (ports, request) => {
  const tags = storedTags(request.input.Tagging.TagSet)
  checkObjectTags(tags)
  const { bucket, version, address } = await taggableVersion(ports, request)
  await ports.store.writes.change(address, { kind: 'putTagging', tags })
  return { output: readVersionId(bucket, version.versionId) }
}
