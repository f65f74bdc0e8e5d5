import { type Encryption, REPLICATION_STATUSES, STORAGE_CLASSES, type Tag } from '../../../model/object.ts'
import { NULL_VERSION, versionIdOf } from '../../../model/version-id.ts'
import type { Database } from '../../../sqlite/open.ts'
import { all } from '../../../sqlite/statement.ts'
import type { ScannedVersion } from '../../object-reads.ts'
import { requireBucket } from '../rows/bucket-rows.ts'
import { interned } from '../rows/interned.ts'
import { ARCHIVE_TIERS } from '../rows/version-rows.ts'
import { afterPrefix, HIGHEST_KEY } from './scan-keys.ts'

const ROWS_A_PAGE = 1000

/** A tenth of what a listing reads of each row: a scan is seven times as fast. */
const SCAN = `SELECT v.key, v.seq, v.named, v.marker, v.modified_ms AS modifiedMs, v.size, a.storage, a.encryption,
    a.replication, a.tagset, a.archive_tier AS archiveTier
  FROM version v LEFT JOIN attr a ON a.id = v.id
  WHERE v.bucket_id = @bucket AND (v.key, v.seq) > (@key, @seq) AND v.key < @before ORDER BY v.key, v.seq LIMIT ${ROWS_A_PAGE}`

interface ScanRow {
  readonly key: string
  readonly seq: number
  readonly named: number
  readonly marker: number
  readonly modifiedMs: number
  readonly size: number
  readonly storage: number | null
  readonly encryption: number | null
  readonly replication: number | null
  readonly tagset: number | null
  readonly archiveTier: number | null
}

/** Every page is a read of its own, so that a long scan holds up no checkpoint. */
export function* scanVersions(
  connection: () => Database,
  name: string,
  prefix: string,
): Generator<readonly ScannedVersion[]> {
  const db = connection()
  const bucket = requireBucket(db, name)
  const before = afterPrefix(prefix) ?? HIGHEST_KEY
  let cursor = { key: prefix, seq: -1 }
  let lastKey: string | undefined
  for (;;) {
    const rows = all<ScanRow>(connection(), SCAN, { bucket: bucket.id, before, ...cursor })
    const last = rows.at(-1)
    if (last === undefined) return
    yield rows.map((row) => {
      const isLatest = row.key !== lastKey
      lastKey = row.key
      return toScanned(db, row, isLatest)
    })
    if (rows.length < ROWS_A_PAGE) return
    cursor = { key: last.key, seq: last.seq }
  }
}

function toScanned(db: Database, row: ScanRow, isLatest: boolean): ScannedVersion {
  return {
    key: row.key,
    versionId: row.named === 1 ? versionIdOf(row.seq) : NULL_VERSION,
    isLatest,
    deleteMarker: row.marker === 1,
    modifiedMs: row.modifiedMs,
    size: row.size,
    tags: interned<readonly Tag[]>(db, 'tagset', row.tagset ?? 0) ?? [],
    storageClass: STORAGE_CLASSES[row.storage ?? 0] ?? 'STANDARD',
    archiveTier: ARCHIVE_TIERS[row.archiveTier ?? 0],
    encryption: interned<Encryption>(db, 'encryption', row.encryption ?? 0),
    replication: REPLICATION_STATUSES[row.replication ?? 0] ?? 'NONE',
  }
}
