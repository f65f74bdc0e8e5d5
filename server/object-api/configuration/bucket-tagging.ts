/** PutBucketTagging, GetBucketTagging and DeleteBucketTagging. */
import { BUCKET_CONFIGURATIONS } from '../../../db/model/bucket-configuration.ts'
import type {
  DeleteBucketTaggingRequest,
  GetBucketTaggingRequest,
  PutBucketTaggingRequest,
} from '../../protocol/generated/s3-types.ts'
import type { ObjectHandler } from '../handler.ts'
import { checkDocument } from '../request/check-document.ts'
import { checkBucketTags } from '../tagging/tag-rules.ts'
import { storedTags } from '../tagging/tag-set.ts'
import { putConfiguration, removeConfiguration, requireConfiguration } from './stored-configuration.ts'

const KIND = BUCKET_CONFIGURATIONS.tagging

export const putBucketTagging: ObjectHandler<PutBucketTaggingRequest> = async (ports, request) => {
  const { TagSet } = request.input.Tagging
  checkDocument(request)
  checkBucketTags(storedTags(TagSet))
  await putConfiguration(ports, request, KIND, { TagSet })
  return { output: {}, status: 204 }
}

export const getBucketTagging: ObjectHandler<GetBucketTaggingRequest> = async (ports, request) => ({
  output: await requireConfiguration(ports, request, {
    kind: KIND,
    shape: request.operation.output,
    missing: 'NoSuchTagSet',
  }),
})

export const deleteBucketTagging: ObjectHandler<DeleteBucketTaggingRequest> = (ports, request) =>
  removeConfiguration(ports, request, KIND)
