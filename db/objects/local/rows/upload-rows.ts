import type { Database } from '../../../sqlite/open.ts'
import { one } from '../../../sqlite/statement.ts'
import type { Upload } from '../../upload-store.ts'

export interface UploadRow {
  readonly id: string
  readonly bucket: string
  readonly key: string
  readonly initiated_ms: number
  readonly account: string
  readonly settings: string
}

export const UPLOAD_COLUMNS = 'u.id, b.name AS bucket, u.key, u.initiated_ms, u.account, u.settings'
export const UPLOAD_TABLES = 'upload u JOIN bucket b ON b.id = u.bucket_id'

/** With what the store alone wants to know. */
export interface OpenUpload extends Upload {
  /** There was an object of its key when it began. */
  readonly existed: boolean
}

export function findUpload(db: Database, id: string): OpenUpload | undefined {
  const row = one<UploadRow>(db, `SELECT ${UPLOAD_COLUMNS} FROM ${UPLOAD_TABLES} WHERE u.id = ?`, id)
  return row === undefined ? undefined : toUpload(row)
}

export function toUpload(row: UploadRow): OpenUpload {
  const settings = JSON.parse(row.settings) as Pick<Upload, 'draft' | 'checksum'> & { readonly existed?: boolean }
  return {
    id: row.id,
    bucket: row.bucket,
    key: row.key,
    initiatedMs: row.initiated_ms,
    account: row.account,
    draft: settings.draft,
    checksum: settings.checksum,
    existed: settings.existed === true,
  }
}
