import type { Clock } from '../../../model/clock.ts'
import type { Cause } from '../../../model/object-event.ts'
import { seqOf } from '../../../model/version-id.ts'
import type { Database } from '../../../sqlite/open.ts'
import { one, run } from '../../../sqlite/statement.ts'
import type { StoreLayout } from '../layout.ts'
import type { VersionLog } from './version-log.ts'

/** What a write command works with; lives on the writer thread alone. */
export interface WriteContext {
  readonly db: Database
  readonly clock: Clock
  readonly layout: StoreLayout
  /** How long replication takes, in milliseconds of the clock. */
  readonly replicationDelayMs: number
  /** To be told of every version that is made or removed. */
  readonly versionLog: VersionLog
  /** Whose request the running command carries out; undefined for what the store or a job does. */
  readonly cause: Cause | undefined
  /** The `seq` of the next version; newer ones are smaller. With a count: the first of so many. */
  nextSeq(count?: number): number
  /** A number that is larger than all before and never given again; with a count: the first of so many. */
  nextWrite(count?: number): number
  /** A blob file that goes once the transaction is committed. */
  release(file: string): void
  /** The open transaction has taken versions away: their rows' ids may be those of others by now. */
  readonly rowsFreed: boolean
  freeRow(): void
  /** Something must happen outside the transaction (a notification, a replication). */
  addEffect(kind: string, dueMs: number, body: unknown): void
}

/** What the open transaction has done so far beside its writes, and what its running command was caused by. */
export interface Aftermath {
  files: string[]
  effects: number
  rowsFreed: boolean
  cause: string | undefined
}

/** Write numbers are reserved ahead, so that none is given twice after a death; those that are lost do no harm. */
const RESERVED_AHEAD = 50_000_000
/** Far fewer than are reserved: a reservation whose transaction is taken back is made up for by the next ones. */
const RESERVED_EVERY = 1_000_000

export function createWriteContext(input: {
  readonly db: Database
  readonly clock: Clock
  readonly layout: StoreLayout
  readonly replicationDelayMs: number
  readonly versionLog: VersionLog
}): { readonly context: WriteContext; readonly aftermath: Aftermath } {
  const aftermath: Aftermath = { files: [], effects: 0, rowsFreed: false, cause: undefined }
  let lastWrite = reservedWrites(input.db)
  let reservedAt = lastWrite
  reserveWrites(input.db, lastWrite + RESERVED_AHEAD)
  const nextWrite = (count = 1): number => {
    const first = lastWrite + 1
    lastWrite += count
    if (lastWrite - reservedAt >= RESERVED_EVERY) {
      reservedAt = lastWrite
      reserveWrites(input.db, lastWrite + RESERVED_AHEAD)
    }
    return first
  }
  const context: WriteContext = {
    ...input,
    get cause() {
      return aftermath.cause === undefined ? undefined : (JSON.parse(aftermath.cause) as Cause)
    },
    nextWrite,
    nextSeq: (count) => seqOf(nextWrite(count)),
    release(file) {
      aftermath.files.push(file)
    },
    get rowsFreed() {
      return aftermath.rowsFreed
    },
    freeRow() {
      aftermath.rowsFreed = true
    },
    addEffect(kind, dueMs, body) {
      run(input.db, 'INSERT INTO effect (kind, due_ms, body) VALUES (?, ?, ?)', kind, dueMs, JSON.stringify(body))
      aftermath.effects += 1
    },
  }
  return { context, aftermath }
}

function reservedWrites(db: Database): number {
  return one<{ value: number }>(db, "SELECT value FROM meta WHERE name = 'writes'")?.value ?? 0
}

function reserveWrites(db: Database, upTo: number): void {
  run(db, "INSERT OR REPLACE INTO meta (name, value) VALUES ('writes', ?)", upTo)
}
