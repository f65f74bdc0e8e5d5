import type { Database } from '../../../sqlite/open.ts'
import { one } from '../../../sqlite/statement.ts'
import type { WriteContext } from '../writer/write-context.ts'
import { type EntrySet, type FoundVersions, type PackedEntries, versionOfEntry } from './entry-set.ts'

/**
 * Looks up the versions of entries outside the writer, which is the one thread that all writes wait for: half of what a
 * change costs is finding the rows, and that can be done beside it.
 *
 * @param notes how many notes the version log had before `db` took its snapshot
 */
export function findVersions(
  db: Database,
  bucket: string,
  entries: PackedEntries,
  notes: number,
): FoundVersions | undefined {
  const row = one<Found>(db, findSql(entries.versioned), { name: bucket, entries: entries.json })
  return row === undefined || row.bucketId === null ? undefined : { bucketId: row.bucketId, ids: row.ids, notes }
}

interface Found {
  readonly bucketId: number | null
  readonly ids: string
}

export function findSql(versioned: boolean): string {
  return `SELECT b.id AS bucketId, json_group_array(${versionOfEntry(versioned, 'b.id')}) AS ids
    FROM bucket b CROSS JOIN json_each(@entries) j WHERE b.name = @name`
}

/** What was found outside, if it still holds: the rows, and the places of the entries that have none. */
export interface StandingVersions {
  readonly ids: string
  readonly missing: readonly number[]
}

/** To be asked by the writer. */
export function standingVersions(context: WriteContext, entries: EntrySet): StandingVersions | undefined {
  const { found, bucket, first, last } = entries
  if (found === undefined || found.bucketId !== bucket.id) return undefined
  if (!context.versionLog.quietSince(found.notes, bucket.id, first, last)) return undefined
  return { ids: found.ids, missing: found.ids.includes('null') ? placesOfNull(found.ids) : [] }
}

function placesOfNull(ids: string): number[] {
  return (JSON.parse(ids) as (number | null)[]).flatMap((id, index) => (id === null ? [index] : []))
}
