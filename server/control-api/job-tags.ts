import type { JobTag } from '../../db/model/job.ts'
import type { S3Tag } from '../protocol/generated/s3control-types.ts'
import { ServiceError } from './service-error.ts'

/** Reference 9.1. */
const MAX_TAGS = 50

/** @throws ServiceError for tags that a job cannot have */
export function jobTags(tags: readonly S3Tag[]): readonly JobTag[] {
  if (tags.length > MAX_TAGS) {
    throw new ServiceError(
      'TooManyTagsException',
      `A job can have at most ${MAX_TAGS} tags, and ${tags.length} were given.`,
    )
  }
  const keys = new Set<string>()
  for (const { Key } of tags) {
    if (keys.has(Key)) throw new ServiceError('BadRequestException', `The tag key '${Key}' was given more than once.`)
    if (/^aws:/i.test(Key)) {
      throw new ServiceError('BadRequestException', `The tag key '${Key}' begins with aws:, which is reserved.`)
    }
    keys.add(Key)
  }
  return tags.map(({ Key, Value }) => ({ key: Key, value: Value }))
}
