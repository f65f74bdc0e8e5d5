import type { ObjectVersion } from './object.ts'

interface RuleTag {
  readonly Key: string
  readonly Value?: string
}

/** Which objects a rule concerns, as replication and lifecycle configurations say it; one member, or several in `And`. */
export interface RuleFilter extends SizeBounds {
  readonly Prefix?: string
  readonly Tag?: RuleTag
  readonly And?: SizeBounds & { readonly Prefix?: string; readonly Tags?: readonly RuleTag[] }
}

/** Bytes, both exclusive. */
export interface SizeBounds {
  readonly ObjectSizeGreaterThan?: number
  readonly ObjectSizeLessThan?: number
}

/** A rule's own `Prefix` is that of the schema's first version. */
interface FilteredRule {
  readonly Prefix?: string
  readonly Filter?: RuleFilter
}

type FilteredVersion = Pick<ObjectVersion, 'key' | 'tags'> & { readonly size?: number }

export function fitsFilter({ Prefix, Filter }: FilteredRule, { key, tags, size }: FilteredVersion): boolean {
  if (!key.startsWith(Filter?.Prefix ?? Filter?.And?.Prefix ?? Prefix ?? '')) return false
  if (Filter === undefined) return true
  const { greater, less } = sizeBoundsOf(Filter)
  if (size !== undefined && (size <= greater || size >= less)) return false
  return tagsOf(Filter).every(({ Key, Value }) => tags.some((tag) => tag.key === Key && tag.value === (Value ?? '')))
}

export function hasTags(filter: RuleFilter | undefined): boolean {
  return filter !== undefined && tagsOf(filter).length > 0
}

/** A filter that speaks of sizes takes the place of S3's own smallest size for transitions. */
export function hasSizeBounds(filter: RuleFilter | undefined): boolean {
  if (filter === undefined) return false
  const { greater, less } = sizeBoundsOf(filter)
  return greater !== -1 || less !== Number.POSITIVE_INFINITY
}

function sizeBoundsOf({ And, ObjectSizeGreaterThan, ObjectSizeLessThan }: RuleFilter) {
  return {
    greater: ObjectSizeGreaterThan ?? And?.ObjectSizeGreaterThan ?? -1,
    less: ObjectSizeLessThan ?? And?.ObjectSizeLessThan ?? Number.POSITIVE_INFINITY,
  }
}

function tagsOf({ Tag, And }: RuleFilter): readonly RuleTag[] {
  return Tag === undefined ? (And?.Tags ?? []) : [Tag]
}
