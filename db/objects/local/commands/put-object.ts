import type { ObjectVersion } from '../../../model/object.ts'
import type { PutObject } from '../../object-writes.ts'
import { reactToWrite } from '../reactions/react-to-write.ts'
import { insertBlob } from '../rows/blob-rows.ts'
import { requireBucket } from '../rows/bucket-rows.ts'
import { latestRow } from '../rows/find-version.ts'
import type { WriteContext } from '../writer/write-context.ts'
import { insertVersion } from './insert-version.ts'
import { checkWriteConditions } from './write-conditions.ts'

/** Makes a staged body the current version of its key. */
export function putObject(context: WriteContext, request: PutObject): ObjectVersion {
  const bucket = requireBucket(context.db, request.bucket)
  if (request.conditions !== undefined) {
    checkWriteConditions(request.conditions, latestRow(context.db, bucket.id, request.key))
  }
  const id = insertVersion(context, bucket, {
    draft: request,
    size: request.body.size,
    etag: request.etag,
    blob: insertBlob(context.db, request.body),
    checksum: request.checksum,
    parts: request.parts,
  })
  // A form upload is the same write under another name.
  const posted = bucket.reactions !== 0 && context.cause?.operation === 'PostObject'
  return reactToWrite(context, bucket, id, posted ? 'ObjectCreated:Post' : 'ObjectCreated:Put')
}
