import { S3Error } from '../../../model/s3-error.ts'
import { statement } from '../../../sqlite/statement.ts'
import type { ObjectChange } from '../../object-writes.ts'
import { reactToChange } from '../reactions/react-to-change.ts'
import { malformedVersionId } from '../rows/find-version.ts'
import type { WriteContext } from '../writer/write-context.ts'
import type { AttrChange } from './attr-change.ts'
import { type EntrySet, type RefusedEntry, versionOfEntry } from './entry-set.ts'
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
  const bindings = {
    ...code.values(context, change),
    now: context.clock.now(),
    bucket: entries.bucket.id,
    entries: entries.json,
  }
  if (whole !== undefined) return refuseAll(context, entries, bindings, whole)
  if (!code.repeatable && hasRepeats(entries)) return oneByOne(context, entries, change)
  const apply = code.repeatable ? applyFreely : applyOnce
  const refused = apply(context, entries, code, change, bindings)
  if (entries.bucket.reactions !== 0) reactToChange(context, entries, change, refused)
  return refused
}

function applyFreely(
  context: WriteContext,
  entries: EntrySet,
  code: AttrChange<ObjectChange>,
  change: ObjectChange,
  bindings: Bindings,
): RefusedEntry[] {
  const { changes } = statement(context.db, updateSql(code, entries.versioned)).run(bindings)
  return changes === entries.size ? [] : findRefused(context, entries, code, change, bindings)
}

/** A change that must not be done twice: who is refused has to be known before, so a refusal takes the statement back. */
function applyOnce(
  context: WriteContext,
  entries: EntrySet,
  code: AttrChange<ObjectChange>,
  change: ObjectChange,
  bindings: Bindings,
): RefusedEntry[] {
  const { db } = context
  const update = statement(db, updateSql(code, entries.versioned))
  statement(db, 'SAVEPOINT change').run()
  const { changes } = update.run(bindings)
  if (changes === entries.size) {
    statement(db, 'RELEASE change').run()
    return []
  }
  statement(db, 'ROLLBACK TO change').run()
  statement(db, 'RELEASE change').run()
  const refused = findRefused(context, entries, code, change, bindings)
  update.run(bindings)
  return refused
}

type Bindings = Readonly<Record<string, number | string>>

function updateSql(code: AttrChange<ObjectChange>, versioned: boolean): string {
  const refused = code.refusals.map(({ when }) => `(${when})`).join(' OR ')
  return `UPDATE attr SET ${code.set} WHERE id IN (
    SELECT a.id FROM json_each(@entries) j CROSS JOIN attr a ON a.id = ${versionOfEntry(versioned)}
    ${refused === '' ? '' : `WHERE NOT (${refused})`})`
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
  const cases = code.refusals.map(({ when }, index) => `WHEN ${when} THEN ${index}`).join(' ')
  const sql = `SELECT * FROM (
    SELECT j.key AS "index", CASE WHEN v.id IS NULL THEN ${NO_VERSION} WHEN a.id IS NULL THEN ${DELETE_MARKER} ${cases} END AS reason
    FROM json_each(@entries) j LEFT JOIN version v ON v.id = ${versionOfEntry(entries.versioned)} LEFT JOIN attr a ON a.id = v.id
  ) WHERE reason IS NOT NULL`
  const rows = statement(context.db, sql).all(bindings) as { readonly index: number; readonly reason: number }[]
  return rows.map(({ index, reason }) => ({
    index,
    error: code.refusals[reason]?.error(change) ?? missing(reason, entries, index),
  }))
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

function hasRepeats({ json, size }: EntrySet): boolean {
  if (size === 1) return false
  const entries = JSON.parse(json) as unknown[]
  return new Set(entries.map((entry) => JSON.stringify(entry))).size !== size
}

/** A repeated entry must meet what the first one did, so such a set is worked through one by one. */
function oneByOne(context: WriteContext, entries: EntrySet, change: ObjectChange): RefusedEntry[] {
  const all = JSON.parse(entries.json) as unknown[]
  return all.flatMap((entry, index) => {
    const text = entries.malformed.get(index)
    const malformed = new Map(text === undefined ? [] : [[0, text]])
    const single: EntrySet = { ...entries, json: JSON.stringify([entry]), size: 1, malformed }
    return applyChange(context, single, change).map(({ error }) => ({ index, error }))
  })
}

function missing(reason: number, entries: EntrySet, index: number): S3Error {
  if (reason === DELETE_MARKER) return new S3Error('MethodNotAllowed')
  const malformed = entries.malformed.get(index)
  if (malformed !== undefined) return malformedVersionId(malformed)
  return new S3Error(entries.versioned ? 'NoSuchVersion' : 'NoSuchKey')
}
