import type { ObjectVersion } from '../../model/object.ts'
import { S3Error } from '../../model/s3-error.ts'
import { one } from '../../sqlite/statement.ts'
import type { ObjectWrites } from '../object-writes.ts'
import type { UploadStore } from '../upload-store.ts'
import { takingOver } from './local-writes.ts'
import { listParts, listUploads } from './reads/list-uploads.ts'
import type { ReadView } from './reads/read-view.ts'
import { findBucket } from './rows/bucket-rows.ts'
import { findUpload } from './rows/upload-rows.ts'
import type { WriteLink } from './writer/write-link.ts'

const COUNT = 'SELECT count(*) AS n FROM (SELECT 1 FROM upload LIMIT ?)'
const COMPLETED = 'SELECT request, result FROM completed_upload WHERE id = ? AND bucket_id = ? AND key = ?'

export function localUploads(view: ReadView, link: WriteLink, writes: ObjectWrites): UploadStore {
  return {
    create: (upload) => link.call('createUpload', upload),
    async get(bucket, key, id) {
      const upload = findUpload(view.now(), id)
      if (upload === undefined || upload.bucket !== bucket || upload.key !== key) {
        throw new S3Error('NoSuchUpload', { detail: { UploadId: id } })
      }
      return upload
    },
    putPart: (id, part, body) =>
      takingOver(
        body,
        (unused) => writes.discard(unused),
        () => link.call('putPart', { id, part, body }),
      ),
    parts: async (id, afterNumber, limit) => listParts(view.now(), id, afterNumber, limit),
    list: async (query) => listUploads(view.now(), query),
    count: async (limit) => one<{ n: number }>(view.now(), COUNT, limit)?.n ?? 0,
    complete: (request) => link.call('completeUpload', request),
    async completed(bucket, key, id) {
      const db = view.now()
      const row = one<{ request: string; result: string }>(db, COMPLETED, id, findBucket(db, bucket)?.id ?? 0, key)
      if (row === undefined) return undefined
      return { fingerprint: row.request, version: JSON.parse(row.result) as ObjectVersion }
    },
    abort: (id) => link.call('abortUpload', { id }),
  }
}
