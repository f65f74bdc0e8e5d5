import type { Tag } from '../../db/model/object.ts'
import { type BatchOperation, LOCAL_OPERATION, REQUEST_INVALID } from './batch-operation.ts'
import { areObjectTags, type TagSet, tagsOf } from './request-tags.ts'

interface TaggingParameters {
  readonly TagSet?: TagSet
}

/** Replaces all tags of each object (reference 7.4); an empty set removes them. */
export const putObjectTagging: BatchOperation = {
  ...LOCAL_OPERATION,
  name: 'S3PutObjectTagging',
  validate: (parameters) => (areObjectTags(newTags(parameters)) ? undefined : REQUEST_INVALID),
  begin: ({ operation }) => ({
    kind: 'set',
    action: { kind: 'change', change: { kind: 'putTagging', tags: newTags(operation.parameters) } },
  }),
}

function newTags(parameters: TaggingParameters): readonly Tag[] {
  return tagsOf(parameters.TagSet)
}
