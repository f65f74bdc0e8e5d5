import type { PublicAccessBlock } from '../../model/public-access-block.ts'
import { all, one } from '../../sqlite/statement.ts'
import type { AccessPointStore } from '../access-point-store.ts'
import { ACCOUNT_BLOCK } from './commands/access-points.ts'
import type { ReadView } from './reads/read-view.ts'
import {
  ACCESS_POINT_COLUMNS,
  type AccessPointRow,
  findAccessPoint,
  findByAlias,
  toAccessPoint,
} from './rows/access-point-rows.ts'
import type { WriteLink } from './writer/write-link.ts'

const LIST = `SELECT ${ACCESS_POINT_COLUMNS} FROM access_point
  WHERE account = @account AND region = @region AND name > @after AND (@bucket IS NULL OR bucket = @bucket)
  ORDER BY name LIMIT @limit`

export function localAccessPoints(view: ReadView, link: WriteLink): AccessPointStore {
  return {
    create: (draft) => link.call('createAccessPoint', draft),
    find: async (address) => findAccessPoint(view.now(), address),
    findByAlias: async (alias) => findByAlias(view.now(), alias),
    async list({ account, region, bucket = null, after = '', limit }) {
      return all<AccessPointRow>(view.now(), LIST, { account, region, bucket, after, limit }).map(toAccessPoint)
    },
    change: (address, change) => link.call('changeAccessPoint', { address, change }),
    remove: (address) => link.call('removeAccessPoint', address),
    async accountBlock(account) {
      const sql = 'SELECT body FROM account_configuration WHERE account = ? AND kind = ?'
      const row = one<{ body: string }>(view.now(), sql, account, ACCOUNT_BLOCK)
      return row === undefined ? undefined : (JSON.parse(row.body) as PublicAccessBlock)
    },
    setAccountBlock: (account, block) => link.call('setAccountBlock', { account, block }),
  }
}
