import type { ObjectChange } from '../../object-writes.ts'
import { intern } from '../rows/interned.ts'
import type { AttrChange } from './attr-change.ts'

type PutTagging = Extract<ObjectChange, { kind: 'putTagging' }>
type DeleteTagging = Extract<ObjectChange, { kind: 'deleteTagging' }>

/** PutObjectTagging replaces the whole set; an empty one is none. */
export const putTagging: AttrChange<PutTagging> = {
  set: 'tagset = @tagset',
  refusals: [],
  repeatable: true,
  values: (context, { tags }) => ({
    tagset: intern(context.db, 'tagset', tags.length === 0 ? undefined : tags),
  }),
}

export const deleteTagging: AttrChange<DeleteTagging> = {
  set: 'tagset = 0',
  refusals: [],
  repeatable: true,
  values: () => ({}),
}
