import { S3Error } from '../../../model/s3-error.ts'
import { statement } from '../../../sqlite/statement.ts'
import type { ObjectChange } from '../../object-writes.ts'
import { reactToChange } from '../reactions/react-to-change.ts'
import { malformedVersionId } from '../rows/find-version.ts'
import type { WriteContext } from '../writer/write-context.ts'
import type { AttrChange } from './attr-change.ts'
import { type EntrySet, type RefusedEntry, versionOfEntry } from './entry-set.ts'
import { standingVersions } from './find-versions.ts'
import { attrChange } from './registry.ts'

/**
 * Applies a change to a set of entries as one statement. When it touched as many rows as there are entries, all
 * succeeded; otherwise a second statement fetches only the refused ones.
 *
 * The statement's form matters: `UPDATE … FROM json_each` lets the planner scan the whole bucket
 * (docs/performance.md, "Traps met").
 */
export function applyChange(context: WriteContext, entries: EntrySet, change: ObjectChange): readonly RefusedEntry[] {
  const code = attrChange(change)
  const whole = code.refuse?.(context, entries.bucket, change)
  const nowMs = context.clock.now()
  const bindings = {
    ...code.values(context, change, nowMs),
    now: nowMs,
    bucket: entries.bucket.id,
    entries: entries.json,
  }
  if (whole !== undefined) return refuseAll(context, entries, bindings, whole)
  if (!code.repeatable && !entries.distinct) return oneByOne(context, entries, change)
  const apply = code.repeatable ? applyFreely : applyOnce
  const refused = apply(context, entries, code, change, bindings)
  if (entries.bucket.reactions !== 0) reactToChange(context, entries, change, { refused, nowMs })
  return refused
}

function applyFreely(
  context: WriteContext,
  entries: EntrySet,
  code: AttrChange<ObjectChange>,
  change: ObjectChange,
  bindings: Bindings,
): readonly RefusedEntry[] {
  return tryUpdate(context, entries, code, change, bindings) ?? findRefused(context, entries, code, change, bindings)
}

/** A change that must not be done twice: who is refused has to be known before, so a refusal takes the statement back. */
function applyOnce(
  context: WriteContext,
  entries: EntrySet,
  code: AttrChange<ObjectChange>,
  change: ObjectChange,
  bindings: Bindings,
): readonly RefusedEntry[] {
  const { db } = context
  statement(db, 'SAVEPOINT change').run()
  const refused = tryUpdate(context, entries, code, change, bindings)
  if (refused !== undefined) {
    statement(db, 'RELEASE change').run()
    return refused
  }
  statement(db, 'ROLLBACK TO change').run()
  statement(db, 'RELEASE change').run()
  const found = findRefused(context, entries, code, change, bindings)
  statement(db, updateSql(code, entries.versioned)).run(bindings)
  return found
}

type Bindings = Readonly<Record<string, number | string>>

/** @returns the entries without a version; undefined when others have been refused too, and must be looked for */
function tryUpdate(
  context: WriteContext,
  entries: EntrySet,
  code: AttrChange<ObjectChange>,
  change: ObjectChange,
  bindings: Bindings,
): readonly RefusedEntry[] | undefined {
  const standing = standingVersions(context, entries)
  if (standing === undefined) {
    const { changes } = statement(context.db, updateSql(code, entries.versioned)).run(bindings)
    return changes === entries.size ? [] : undefined
  }
  const { ids, missing } = standing
  const { changes } = statement(context.db, updateFoundSql(code)).run({ ...bindings, ids })
  if (changes !== entries.size - missing.length) return undefined
  const error = refusalOf(entries, code, change)
  return missing.map((index) => ({ index, error: error(NO_VERSION, index) }))
}

export function updateSql(code: AttrChange<ObjectChange>, versioned: boolean): string {
  return `UPDATE attr SET ${code.set} WHERE id IN (
    SELECT a.id FROM json_each(@entries) j CROSS JOIN attr a ON a.id = ${versionOfEntry(versioned)}
    WHERE ${acceptedSql(code)})`
}

export function updateFoundSql(code: AttrChange<ObjectChange>): string {
  return `UPDATE attr AS a SET ${code.set} WHERE a.id IN (SELECT value FROM json_each(@ids)) AND ${acceptedSql(code)}`
}

function acceptedSql({ refusals }: AttrChange<ObjectChange>): string {
  return refusals.length === 0 ? 'true' : `NOT (${refusals.map(({ when }) => `(${when})`).join(' OR ')})`
}

const NO_VERSION = -1
const DELETE_MARKER = -2

function findRefused(
  context: WriteContext,
  entries: EntrySet,
  code: AttrChange<ObjectChange>,
  change: ObjectChange,
  bindings: Bindings,
): RefusedEntry[] {
  const sql = refusedSql(code, entries.versioned)
  const rows = statement(context.db, sql).all(bindings) as { readonly index: number; readonly reason: number }[]
  const error = refusalOf(entries, code, change)
  return rows.map(({ index, reason }) => ({ index, error: error(reason, index) }))
}

/** Why entries are refused; one error serves all that are refused alike, because making it costs more than the entry. */
function refusalOf(entries: EntrySet, code: AttrChange<ObjectChange>, change: ObjectChange) {
  const made = new Map<number, S3Error>()
  return (reason: number, index: number): S3Error => {
    const malformed = reason === NO_VERSION ? entries.malformed.get(index) : undefined
    if (malformed !== undefined) return malformedVersionId(malformed)
    const error = made.get(reason) ?? code.refusals[reason]?.error(change) ?? missingError(reason, entries.versioned)
    made.set(reason, error)
    return error
  }
}

function missingError(reason: number, versioned: boolean): S3Error {
  if (reason === DELETE_MARKER) return new S3Error('MethodNotAllowed')
  return new S3Error(versioned ? 'NoSuchVersion' : 'NoSuchKey')
}

export function refusedSql(code: AttrChange<ObjectChange>, versioned: boolean): string {
  const cases = code.refusals.map(({ when }, index) => `WHEN ${when} THEN ${index}`).join(' ')
  return `SELECT * FROM (
    SELECT j.key AS "index", CASE WHEN v.id IS NULL THEN ${NO_VERSION} WHEN a.id IS NULL THEN ${DELETE_MARKER} ${cases} END AS reason
    FROM json_each(@entries) j LEFT JOIN version v ON v.id = ${versionOfEntry(versioned)} LEFT JOIN attr a ON a.id = v.id
  ) WHERE reason IS NOT NULL`
}

/** Where the whole bucket refuses, an entry that is not there is still told so. */
function refuseAll(context: WriteContext, entries: EntrySet, bindings: Bindings, error: S3Error): RefusedEntry[] {
  const always: AttrChange<ObjectChange> = {
    set: '',
    refusals: [{ when: '@now > -1', error: () => error }],
    repeatable: true,
    values: () => ({}),
  }
  return findRefused(context, entries, always, { kind: 'deleteTagging' }, bindings)
}

/** A repeated entry must meet what the first one did, so such a set is worked through one by one. */
function oneByOne(context: WriteContext, entries: EntrySet, change: ObjectChange): RefusedEntry[] {
  const all = JSON.parse(entries.json) as unknown[]
  return all.flatMap((entry, index) => {
    const text = entries.malformed.get(index)
    const malformed = new Map(text === undefined ? [] : [[0, text]])
    const { found: _foundTogether, ...rest } = entries
    const single: EntrySet = {
      ...rest,
      json: JSON.stringify([entry]),
      size: 1,
      distinct: true,
      distinctKeys: true,
      malformed,
    }
    return applyChange(context, single, change).map(({ error }) => ({ index, error }))
  })
}
