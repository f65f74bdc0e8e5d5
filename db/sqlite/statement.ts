import { noRoom } from '../model/no-room.ts'
import { namedAtUse } from './database-unusable.ts'
import { type Database, isDiskFull, type Statement } from './open.ts'

const prepared = new WeakMap<Database, Map<string, Statement>>()

/** The prepared statement for a text, made once a connection. */
export function statement(db: Database, sql: string): Statement {
  let bySql = prepared.get(db)
  if (bySql === undefined) {
    bySql = new Map()
    prepared.set(db, bySql)
  }
  let found = bySql.get(sql)
  if (found === undefined) {
    found = db.prepare(steady(sql))
    bySql.set(sql, found)
  }
  return found
}

type Bindings = readonly unknown[]

/**
 * The first row, or undefined. The caller names the row's shape; the statement's columns must match it.
 * @throws DatabaseUnusable when a page of the database is damaged
 */
export function one<Row>(db: Database, sql: string, ...bindings: Bindings): Row | undefined {
  try {
    return statement(db, sql).get(...bindings) as Row | undefined
  } catch (error) {
    throw namedAtUse(error, db.name)
  }
}

/** @throws DatabaseUnusable when a page of the database is damaged */
export function all<Row>(db: Database, sql: string, ...bindings: Bindings): Row[] {
  try {
    return statement(db, sql).all(...bindings) as Row[]
  } catch (error) {
    throw namedAtUse(error, db.name)
  }
}

/** Runs a statement and returns how many rows it changed and the last rowid it inserted. */
export function run(
  db: Database,
  sql: string,
  ...bindings: Bindings
): { readonly changes: number; readonly rowid: number } {
  const { changes, lastInsertRowid } = statement(db, sql).run(...bindings)
  return { changes, rowid: Number(lastInsertRowid) }
}

/**
 * A read-then-write as one immediate transaction.
 * @throws S3Error `InsufficientStorage` when the disk is full; nothing was written then
 */
export function inTransaction<Result>(db: Database, work: () => Result): Result {
  try {
    return db.transaction(work).immediate()
  } catch (error) {
    throw isDiskFull(error) ? noRoom() : namedAtUse(error, db.name)
  }
}

/**
 * Hides parameters from the query planner. SQLite compiles a statement anew, which takes ten times as long as a look-up,
 * before every run in which a value was bound that the planner might have used: one that is compared with `=`, or a
 * LIMIT. A plus sign in front changes nothing else (docs/performance.md, "Traps met").
 */
export function steady(sql: string): string {
  return sql.replace(/(=|\bIS|\bLIMIT|\bOFFSET)(\s*)(?=[?@])/gi, '$1$2+')
}
