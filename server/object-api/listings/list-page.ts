import type { ListPage, ListQuery } from '../../../db/objects/object-reads.ts'
import type { ObjectStore } from '../../../db/objects/object-store.ts'

const NOTHING: ListPage = Object.freeze({ objects: [], commonPrefixes: [], next: undefined })

/** One page of a bucket. An empty delimiter counts as none; a page of none is empty and the last. */
export function listPage(store: ObjectStore, query: ListQuery): Promise<ListPage> {
  if (query.limit === 0) return Promise.resolve(NOTHING)
  return store.reads.list({
    ...query,
    delimiter: query.delimiter === '' ? undefined : query.delimiter,
    after: query.after === '' ? undefined : query.after,
  })
}
