import type { Bucket, ObjectVersion } from '../../../model/object.ts'
import { one } from '../../../sqlite/statement.ts'
import { toVersion, VERSION_COLUMNS, VERSION_TABLES, type VersionRow } from '../rows/version-rows.ts'
import type { WriteContext } from '../writer/write-context.ts'

/** What a write has just made, as its caller is told. */
export function versionByRow(context: WriteContext, bucket: Bucket, id: number): ObjectVersion {
  return toVersion(context.db, bucket, versionRow(context, id), true)
}

/** @throws Error when there is no such row */
export function versionRow(context: WriteContext, id: number): VersionRow {
  const row = findVersionRow(context, id)
  if (row === undefined) throw new Error(`Version ${id} is not there after its own write.`)
  return row
}

export function findVersionRow(context: WriteContext, id: number): VersionRow | undefined {
  return one<VersionRow>(context.db, `SELECT ${VERSION_COLUMNS} FROM ${VERSION_TABLES} WHERE v.id = ?`, id)
}
