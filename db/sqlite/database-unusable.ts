import BetterSqlite3 from 'better-sqlite3'

/** A database that this program cannot work with. The message is for the user, and names the file. */
export class DatabaseUnusable extends Error {
  override readonly name = 'DatabaseUnusable'
}

const DAMAGED: Readonly<Record<string, string>> = {
  SQLITE_NOTADB: 'is no database',
  SQLITE_CORRUPT: 'is damaged',
}
const CLOSED: Readonly<Record<string, string>> = {
  SQLITE_CANTOPEN: 'cannot be opened',
  SQLITE_READONLY: 'cannot be written',
  SQLITE_PERM: 'cannot be opened',
  SQLITE_IOERR: 'cannot be read or written',
  SQLITE_FULL: 'finds no room on its disk',
  SQLITE_BUSY: 'is in use by another program',
}

/** What SQLite says of a whole database when it is opened; anything else is returned as it is. */
export function namedAtOpen(error: unknown, file: string): unknown {
  return named(error, file, { ...DAMAGED, ...CLOSED })
}

/**
 * What SQLite says of a database when it comes upon a damaged page, or JSON of damage that SQLite does not see, in the middle
 * of a text. Everything else is returned as it is.
 */
export function namedAtUse(error: unknown, file: string): unknown {
  if (error instanceof SyntaxError)
    return new DatabaseUnusable(`The file ${file} is damaged (a record cannot be read).`)
  return named(error, file, DAMAGED)
}

function named(error: unknown, file: string, reasons: Readonly<Record<string, string>>): unknown {
  if (!(error instanceof BetterSqlite3.SqliteError)) return error
  // SQLITE_CORRUPT_INDEX and the like are kinds of the first word.
  const reason = reasons[error.code.split('_').slice(0, 2).join('_')]
  return reason === undefined ? error : new DatabaseUnusable(`The file ${file} ${reason} (${error.message}).`)
}
