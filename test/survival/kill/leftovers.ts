import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { KillWorld } from './kill-world.ts'

export interface Leftovers {
  /** Blob files that no record names. */
  readonly orphans: readonly string[]
  /** Blob files that a record names and that are not there. */
  readonly missing: readonly string[]
  readonly incoming: readonly string[]
  readonly work: readonly string[]
  /** Receipts of jobs that have ended, references to bodies that are wrong, uploads and effects that nobody ends. */
  readonly rows: Readonly<Record<string, number>>
  /** SQLite's own verdicts. */
  readonly integrity: readonly string[]
}

type Looked = Pick<KillWorld, 'query' | 'state'>

export const NOTHING_LEFT: Leftovers = {
  orphans: [],
  missing: [],
  incoming: [],
  work: [],
  rows: { receipts: 0, results: 0, bodiless: 0, ownerless: 0, uploads: 0, parts: 0, effects: 0 },
  integrity: ['ok', 'ok'],
}

/** What a death between a body's file and its commit leaves, and one in the middle of a body: the next start is to remove it. */
export function leaveBehind(world: Pick<Looked, 'state'>): void {
  const name = 'ab'.repeat(16)
  mkdirSync(join(world.state(), 'blobs', 'ab'), { recursive: true })
  writeFileSync(join(world.state(), 'blobs', 'ab', `${name}-${name}`), 'a body that nobody owns')
  writeFileSync(join(world.state(), 'incoming', name), 'the beginning of a body')
}

const LIMIT_MS = 60_000

/** What lies in the data folder that nobody needs; the sweep runs beside the first requests, so it is waited for. */
export async function leftovers(world: Looked): Promise<Leftovers> {
  const until = performance.now() + LIMIT_MS
  for (;;) {
    const left = look(world)
    if (JSON.stringify(left) === JSON.stringify(NOTHING_LEFT) || performance.now() > until) return left
    await pause(50)
  }
}

function look(world: Looked): Leftovers {
  const state = world.state()
  const files = readdirSync(join(state, 'blobs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.includes('/'))
    .map((name) => name.slice(3))
  return world.query('jobs', (jobs) =>
    world.query('objects', (db) => {
      const known = new Set(
        (db.prepare('SELECT file FROM blob WHERE file IS NOT NULL').pluck().all() as string[]) ?? [],
      )
      const count = (sql: string): number => db.prepare(sql).pluck().get() as number
      return {
        orphans: files.filter((name) => !known.has(name)),
        missing: [...known].filter((name) => !files.includes(name)),
        incoming: readdirSync(join(state, 'incoming')),
        work: readdirSync(join(state, 'work')),
        rows: {
          receipts: count('SELECT count(*) FROM receipt'),
          results: count('SELECT count(*) FROM receipt_result'),
          bodiless: count('SELECT count(*) FROM version WHERE blob IS NOT NULL AND blob NOT IN (SELECT id FROM blob)'),
          ownerless: count(`SELECT count(*) FROM blob WHERE id NOT IN (SELECT blob FROM version WHERE blob IS NOT NULL
          UNION SELECT blob FROM part WHERE blob IS NOT NULL UNION SELECT child FROM blob_segment)`),
          uploads: count('SELECT count(*) FROM upload'),
          parts: count('SELECT count(*) FROM part'),
          effects: count('SELECT count(*) FROM effect'),
        },
        integrity: [db, jobs].map((each) => String(each.pragma('integrity_check', { simple: true }))),
      }
    }),
  )
}
