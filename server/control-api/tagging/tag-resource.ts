/** TagResource, UntagResource and ListTagsForResource. */
import type {
  ListTagsForResourceRequest,
  TagResourceRequest,
  UntagResourceRequest,
} from '../../protocol/generated/s3control-types.ts'
import type { ControlHandler } from '../handler.ts'
import { checkNumber, resourceTags } from './resource-tags.ts'
import { taggedResource } from './tagged-resource.ts'

/** A key that is there already gets the new value; the others stay. */
export const tagResource: ControlHandler<TagResourceRequest> = async ({ store }, { input, caller }) => {
  const { tags, put } = await taggedResource(store, caller, input.ResourceArn)
  const given = resourceTags(input.Tags)
  const merged = new Map([...tags, ...given].map(({ key, value }) => [key, value]))
  checkNumber([...merged])
  await put([...merged].map(([key, value]) => ({ key, value })))
  return {}
}

export const untagResource: ControlHandler<UntagResourceRequest> = async ({ store }, { input, caller }) => {
  const { tags, put } = await taggedResource(store, caller, input.ResourceArn)
  const gone = new Set(input.TagKeys)
  await put(tags.filter(({ key }) => !gone.has(key)))
  return {}
}

export const listTagsForResource: ControlHandler<ListTagsForResourceRequest> = async ({ store }, { input, caller }) => {
  const { tags } = await taggedResource(store, caller, input.ResourceArn)
  return { Tags: tags.map(({ key, value }) => ({ Key: key, Value: value })) }
}
