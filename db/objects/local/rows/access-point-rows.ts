import type { AccessPoint, AccessPointAddress } from '../../../model/access-point.ts'
import type { Tag } from '../../../model/object.ts'
import type { PublicAccessBlock } from '../../../model/public-access-block.ts'
import { S3Error } from '../../../model/s3-error.ts'
import type { Database } from '../../../sqlite/open.ts'
import { one } from '../../../sqlite/statement.ts'

export const ACCESS_POINT_COLUMNS =
  'account, region, name, alias, bucket, bucket_account, created_ms, vpc, public_access_block, policy, tags'

export interface AccessPointRow {
  readonly account: string
  readonly region: string
  readonly name: string
  readonly alias: string
  readonly bucket: string
  readonly bucket_account: string
  readonly created_ms: number
  readonly vpc: string | null
  readonly public_access_block: string
  readonly policy: string | null
  readonly tags: string
}

const BY_NAME = `SELECT ${ACCESS_POINT_COLUMNS} FROM access_point WHERE account = ? AND region = ? AND name = ?`
const BY_ALIAS = `SELECT ${ACCESS_POINT_COLUMNS} FROM access_point WHERE alias = ?`

export function findAccessPoint(db: Database, { account, region, name }: AccessPointAddress): AccessPoint | undefined {
  const row = one<AccessPointRow>(db, BY_NAME, account, region, name)
  return row === undefined ? undefined : toAccessPoint(row)
}

export function findByAlias(db: Database, alias: string): AccessPoint | undefined {
  const row = one<AccessPointRow>(db, BY_ALIAS, alias)
  return row === undefined ? undefined : toAccessPoint(row)
}

export const ACCOUNT_BLOCK = 'public-access-block'

export function accountBlock(db: Database, account: string): PublicAccessBlock | undefined {
  const sql = 'SELECT body FROM account_configuration WHERE account = ? AND kind = ?'
  const row = one<{ body: string }>(db, sql, account, ACCOUNT_BLOCK)
  return row === undefined ? undefined : (JSON.parse(row.body) as PublicAccessBlock)
}

export function noSuchAccessPoint(name: string): S3Error {
  return new S3Error('NoSuchAccessPoint', { detail: { AccessPointName: name } })
}

export function toAccessPoint(row: AccessPointRow): AccessPoint {
  const { account, region, name, alias, bucket } = row
  return {
    account,
    region,
    name,
    alias,
    bucket,
    bucketAccount: row.bucket_account,
    createdMs: row.created_ms,
    vpcId: row.vpc ?? undefined,
    publicAccessBlock: JSON.parse(row.public_access_block) as PublicAccessBlock,
    policy: row.policy ?? undefined,
    tags: JSON.parse(row.tags) as readonly Tag[],
  }
}
