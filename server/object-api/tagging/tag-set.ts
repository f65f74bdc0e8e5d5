import type { Tag } from '../../../db/model/object.ts'

interface WireTag {
  readonly Key: string
  readonly Value: string
}

/** Tags as the protocol names them, to those of the store. */
export function storedTags(tags: readonly WireTag[] | undefined): readonly Tag[] {
  return (tags ?? []).map(({ Key, Value }) => ({ key: Key, value: Value }))
}

export function wireTags(tags: readonly Tag[]): readonly WireTag[] {
  return tags.map(({ key, value }) => ({ Key: key, Value: value }))
}
