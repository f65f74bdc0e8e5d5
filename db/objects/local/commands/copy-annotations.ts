import { one, run } from '../../../sqlite/statement.ts'
import type { SourceChecksum } from '../../object-writes.ts'
import { overtaken } from '../../overtaken.ts'
import { type AnnotationRow, annotationsOf, putAnnotationRow } from '../rows/annotation-rows.ts'
import { shareBlob } from '../rows/blob-rows.ts'
import { storedChecksum } from '../rows/stored-checksum.ts'
import type { WriteContext } from '../writer/write-context.ts'

/**
 * The annotations of a copy's source, their payloads shared: to be taken before the copy is made, which may be in the
 * source's own place. With checksums, those that the copies are to have.
 * @throws S3Error `overtaken()` when the source has annotations whose checksum is not known
 */
export function takeAnnotations(
  context: WriteContext,
  source: number,
  checksums: readonly SourceChecksum[] | undefined,
): readonly AnnotationRow[] {
  const rows = annotationsOf(context.db, source).map((row) => {
    if (checksums === undefined) return row
    const known = checksums.find(({ blob }) => blob === row.blob)
    if (known === undefined) throw overtaken()
    return { ...row, checksum: storedChecksum(known.checksum) }
  })
  for (const { blob } of rows) shareBlob(context.db, blob)
  return rows
}

/** choice: annotations of a copy are as new as the copy; S3 counts each as a PUT of its own. */
export function giveAnnotations(context: WriteContext, rows: readonly AnnotationRow[], version: number): void {
  const now = context.clock.now()
  for (const row of rows) putAnnotationRow(context.db, { ...row, version, modified_ms: now, replication: 0 })
}

const copySql = `INSERT INTO annotation (version, name, modified_ms, size, etag, blob, checksum)
  SELECT @firstId + j.key, x.name, @now, x.size, x.etag, x.blob, x.checksum
  FROM json_each(@ids) j CROSS JOIN annotation x ON x.version = j.value
  WHERE EXISTS (SELECT 1 FROM version n WHERE n.id = @firstId + j.key)`

const shareSql = `INSERT INTO blob_share (blob, extra)
  SELECT blob, 1 FROM annotation WHERE version BETWEEN @firstId AND @lastId
  ON CONFLICT (blob) DO UPDATE SET extra = extra + 1`

export const ANNOTATION_STATEMENTS = { copySql, shareSql } as const

export interface CopiedRange {
  /** The copy of entry n is row `firstId` + n. */
  readonly firstId: number
  readonly lastId: number
  /** Rows of the sources, as JSON. */
  readonly ids: string
}

/** The same for many copies at once; a store without annotations is asked for no more than that. */
export function copyAnnotations(context: WriteContext, { firstId, lastId, ids }: CopiedRange): void {
  const { db, clock } = context
  if (one(db, 'SELECT 1 FROM annotation LIMIT 1') === undefined) return
  const { changes } = run(db, copySql, { firstId, ids, now: clock.now() })
  if (changes > 0) run(db, shareSql, { firstId, lastId })
}
