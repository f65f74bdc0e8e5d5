import { type AccessPoint, type AccessPointAddress, aliasOf } from '../../../model/access-point.ts'
import type { PublicAccessBlock } from '../../../model/public-access-block.ts'
import { S3Error } from '../../../model/s3-error.ts'
import { run } from '../../../sqlite/statement.ts'
import type { AccessPointChange, AccessPointDraft } from '../../access-point-store.ts'
import { ACCESS_POINT_COLUMNS, ACCOUNT_BLOCK, findAccessPoint, noSuchAccessPoint } from '../rows/access-point-rows.ts'
import { findBucket } from '../rows/bucket-rows.ts'
import type { WriteContext } from '../writer/write-context.ts'

const INSERT = `INSERT INTO access_point (${ACCESS_POINT_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?)`

export function createAccessPoint({ db, clock }: WriteContext, draft: AccessPointDraft): AccessPoint {
  const { account, region, name, bucket } = draft
  if (findAccessPoint(db, draft) !== undefined) throw new S3Error('AccessPointAlreadyOwnedByYou')
  checkBucket(findBucket(db, bucket), draft)
  const point = { ...draft, alias: aliasOf(draft, bucket), createdMs: clock.now(), policy: undefined }
  run(
    db,
    INSERT,
    account,
    region,
    name,
    point.alias,
    bucket,
    point.bucketAccount,
    point.createdMs,
    point.vpcId ?? null,
    JSON.stringify(point.publicAccessBlock),
    JSON.stringify(point.tags),
  )
  return point
}

/** choice: a bucket of another Region is one that does not exist there; AWS only says that both must be of one Region. */
function checkBucket(bucket: ReturnType<typeof findBucket>, draft: AccessPointDraft): void {
  if (bucket === undefined || bucket.region !== draft.region) {
    throw new S3Error('InvalidRequest', { message: 'Amazon S3 AccessPoint can only be created for existing bucket' })
  }
  if (bucket.account !== draft.bucketAccount) throw new S3Error('AccessDenied')
}

export function changeAccessPoint(
  { db }: WriteContext,
  { address, change }: { readonly address: AccessPointAddress; readonly change: AccessPointChange },
): void {
  const { account, region, name } = address
  const value = change.kind === 'policy' ? (change.policy ?? null) : JSON.stringify(change.tags)
  const sql = `UPDATE access_point SET ${change.kind} = ? WHERE account = ? AND region = ? AND name = ?`
  if (run(db, sql, value, account, region, name).changes === 0) throw noSuchAccessPoint(name)
}

export function removeAccessPoint({ db }: WriteContext, { account, region, name }: AccessPointAddress): void {
  const sql = 'DELETE FROM access_point WHERE account = ? AND region = ? AND name = ?'
  if (run(db, sql, account, region, name).changes === 0) throw noSuchAccessPoint(name)
}

export interface AccountBlock {
  readonly account: string
  readonly block: PublicAccessBlock | undefined
}

export function setAccountBlock({ db }: WriteContext, { account, block }: AccountBlock): void {
  run(db, 'DELETE FROM account_configuration WHERE account = ? AND kind = ?', account, ACCOUNT_BLOCK)
  if (block === undefined) return
  const sql = 'INSERT INTO account_configuration (account, kind, body) VALUES (?, ?, ?)'
  run(db, sql, account, ACCOUNT_BLOCK, JSON.stringify(block))
}
