import type { Tag } from '../../db/model/object.ts'

/** A tag set as S3 Control's requests hold it. */
export type TagSet = readonly { readonly Key: string; readonly Value: string }[]

const TAGS_AN_OBJECT = 10

export function tagsOf(set: TagSet | undefined): readonly Tag[] {
  return (set ?? []).map(({ Key: key, Value: value }) => ({ key, value }))
}

/**
 * Whether an object can have these tags: 10 at the most, keys that differ.
 *
 * choice: a set that no object can have is refused by CreateJob; that AWS lets each task fail is not known.
 */
export function areObjectTags(tags: readonly Tag[]): boolean {
  return tags.length <= TAGS_AN_OBJECT && new Set(tags.map(({ key }) => key)).size === tags.length
}
