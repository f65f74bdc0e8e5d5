import { all } from '../../sqlite/statement.ts'
import type { BucketStore } from '../bucket-store.ts'
import type { KnownBuckets } from './reads/known-buckets.ts'
import type { ReadView } from './reads/read-view.ts'
import { BUCKET_COLUMNS, type BucketRow, configurationOf, requireBucket, toBucket } from './rows/bucket-rows.ts'
import type { WriteLink } from './writer/write-link.ts'

const LIST_ALL = `SELECT ${BUCKET_COLUMNS} FROM bucket
  WHERE name > @after AND substr(name, 1, length(@prefix)) = @prefix AND (@region IS NULL OR region = @region)
  ORDER BY name LIMIT @limit`
const LIST = LIST_ALL.replace('WHERE', 'WHERE account = @account AND')

const CONFIGURED = `SELECT name FROM bucket
  WHERE id IN (SELECT bucket_id FROM bucket_configuration WHERE kind IN (SELECT value FROM json_each(?))) ORDER BY name`

export function localBuckets(view: ReadView, buckets: KnownBuckets, link: WriteLink): BucketStore {
  return {
    create: (draft) => link.call('createBucket', draft),
    find: async (name) => buckets.find(name),
    get: async (name) => buckets.require(name),
    async list({ account, prefix = '', region = null, after = '', limit }) {
      const db = view.now()
      const query = { prefix, region, after, limit }
      const rows =
        account === undefined ? all<BucketRow>(db, LIST_ALL, query) : all<BucketRow>(db, LIST, { ...query, account })
      return rows.map((row) => toBucket(db, row))
    },
    remove: (name) => link.call('removeBucket', { name }),
    setVersioning: (name, status) => link.call('setVersioning', { name, status }),
    enableObjectLock: (name) => link.call('enableObjectLock', { name }),
    setAcl: (name, acl) => link.call('setBucketAcl', { name, acl }),
    async configuration(name, kind, id) {
      return configurationOf(view.now(), buckets.require(name).id, kind, id)
    },
    async configured(kinds) {
      const rows = all<{ name: string }>(view.now(), CONFIGURED, JSON.stringify(kinds))
      return rows.map(({ name }) => name)
    },
    async configurations(name, kind) {
      const db = view.now()
      const sql = 'SELECT id, body FROM bucket_configuration WHERE bucket_id = ? AND kind = ? ORDER BY id'
      const rows = all<{ id: string; body: string }>(db, sql, requireBucket(db, name).id, kind)
      return rows.map(({ id, body }) => ({ id, body: JSON.parse(body) as unknown }))
    },
    putConfiguration: (name, kind, body, id = '') => link.call('putBucketConfiguration', { name, kind, body, id }),
    removeConfiguration: (name, kind, id = '') => link.call('removeBucketConfiguration', { name, kind, id }),
  }
}
