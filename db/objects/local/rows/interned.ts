import type { Database } from '../../../sqlite/open.ts'
import { one, run } from '../../../sqlite/statement.ts'

/** Tables of values that many versions share: a version holds the number of its value, 0 stands for none. */
export type InternedTable = 'tagset' | 'acl' | 'encryption'

/** Values kept in memory a connection and table; beyond that the table is asked. */
const CACHED_VALUES = 10_000

const caches = new WeakMap<Database, Record<InternedTable, Map<number, unknown>>>()

/** The number of a value, which is written when it is new. Undefined is number 0. */
export function intern(db: Database, table: InternedTable, value: unknown): number {
  if (value === undefined) return 0
  const text = JSON.stringify(value)
  const found = one<{ id: number }>(db, `SELECT id FROM ${table} WHERE body = ?`, text)
  return found?.id ?? run(db, `INSERT INTO ${table} (body) VALUES (?)`, text).rowid
}

/**
 * The value of a number. Only readers remember values: the writer may take a number back with its transaction.
 */
export function interned<Value>(db: Database, table: InternedTable, id: number): Value | undefined {
  if (id === 0) return undefined
  const cache = cacheOf(db, table)
  let value = cache.get(id)
  if (value === undefined) {
    const row = one<{ body: string }>(db, `SELECT body FROM ${table} WHERE id = ?`, id)
    if (row === undefined) return undefined
    value = JSON.parse(row.body)
    if (db.readonly) {
      if (cache.size >= CACHED_VALUES) cache.clear()
      cache.set(id, value)
    }
  }
  return value as Value
}

function cacheOf(db: Database, table: InternedTable): Map<number, unknown> {
  let tables = caches.get(db)
  if (tables === undefined) {
    tables = { tagset: new Map(), acl: new Map(), encryption: new Map() }
    caches.set(db, tables)
  }
  return tables[table]
}
