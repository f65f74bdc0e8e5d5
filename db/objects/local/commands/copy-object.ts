import type { ObjectHeaders, ObjectVersion } from '../../../model/object.ts'
import { S3Error } from '../../../model/s3-error.ts'
import type { CopyObject } from '../../object-writes.ts'
import { overtaken } from '../../overtaken.ts'
import { reactToWrite } from '../reactions/react-to-write.ts'
import { shareBlob } from '../rows/blob-rows.ts'
import { requireBucket } from '../rows/bucket-rows.ts'
import { isLatestRow, latestRow, requireRow } from '../rows/find-version.ts'
import { toVersion, type VersionRow } from '../rows/version-rows.ts'
import type { WriteContext } from '../writer/write-context.ts'
import { giveAnnotations, takeAnnotations } from './copy-annotations.ts'
import { insertVersion } from './insert-version.ts'
import { checkWriteConditions } from './write-conditions.ts'

/** A new version with the source's body: no byte is copied. */
export function copyObject(context: WriteContext, request: CopyObject): ObjectVersion {
  const from = requireBucket(context.db, request.source.bucket)
  const row = requireRow(context.db, from, request.source.key, request.source.versionId)
  refuseDeleteMarker(row, request.source.versionId)
  if (request.sourceEtag !== undefined && request.sourceEtag !== row.etag) throw overtaken()
  const source = toVersion(context.db, from, row, isLatestRow(context.db, row))
  const to = requireBucket(context.db, request.target.bucket)
  checkWriteConditions(request.conditions, latestRow(context.db, to.id, request.target.key))
  const annotations =
    request.annotations === 'copy' ? takeAnnotations(context, row.id, request.annotationChecksums) : []
  // Nothing below refuses: what a chunk of a job goes on after has written nothing.
  if (row.blob !== null) shareBlob(context.db, row.blob)
  const id = insertVersion(context, to, {
    draft: {
      ...request.target,
      headers:
        request.metadata === 'copy' ? { ...keptHeaders(source), ...request.target.headers } : request.target.headers,
      tags: request.tagging === 'copy' ? source.tags : request.target.tags,
    },
    size: source.size,
    etag: request.etag ?? source.etag,
    blob: source.blob,
    checksum: request.target.checksum ?? source.checksum,
    parts: request.etag === undefined ? source.parts : undefined,
  })
  giveAnnotations(context, annotations, id)
  return reactToWrite(context, to, id, 'ObjectCreated:Copy')
}

/** All metadata, but never where a website redirects to (API Reference, CopyObject). */
function keptHeaders({ headers }: ObjectVersion): ObjectHeaders {
  const { websiteRedirectLocation: _dropped, ...kept } = headers
  return kept
}

/** Source: API Reference, CopyObject; without a version id a delete marker reads as "no such key". */
function refuseDeleteMarker(row: VersionRow, versionId: string | undefined): void {
  if (row.marker !== 1) return
  if (versionId === undefined) throw new S3Error('NoSuchKey', { detail: { Key: row.key } })
  throw new S3Error('InvalidRequest', {
    message: 'The source of a copy request may not specifically refer to a delete marker by version id.',
  })
}
