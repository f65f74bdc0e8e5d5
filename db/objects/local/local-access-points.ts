import { all } from '../../sqlite/statement.ts'
import type { AccessPointStore } from '../access-point-store.ts'
import type { ReadView } from './reads/read-view.ts'
import {
  ACCESS_POINT_COLUMNS,
  type AccessPointRow,
  accountBlock,
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
    accountBlock: async (account) => accountBlock(view.now(), account),
    setAccountBlock: (account, block) => link.call('setAccountBlock', { account, block }),
  }
}
