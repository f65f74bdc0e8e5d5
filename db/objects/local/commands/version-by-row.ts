import type { Bucket, ObjectVersion } from '../../../model/object.ts'
import { one } from '../../../sqlite/statement.ts'
import { toVersion, VERSION_COLUMNS, VERSION_TABLES, type VersionRow } from '../rows/version-rows.ts'
import type { WriteContext } from '../writer/write-context.ts'

/** What a write has just made, as its caller is told. */
export function versionByRow(context: WriteContext, bucket: Bucket, id: number): ObjectVersion {
  const row = one<VersionRow>(context.db, `SELECT ${VERSION_COLUMNS} FROM ${VERSION_TABLES} WHERE v.id = ?`, id)
  if (row === undefined) throw new Error(`Version ${id} is not there after its own write.`)
  return toVersion(context.db, bucket, row, true)
}
