import assert from 'node:assert/strict'
import { either } from '../support/form.ts'
import type { Random } from '../support/random.ts'
import { type Ending, hasWorked } from '../support/server-process.ts'
import type { JobLane } from './job-lane.ts'
import type { KillWorld } from './kill-world.ts'

export type Signal = 'SIGKILL' | 'SIGTERM'

export interface Deaths {
  total: number
  inStart: number
  /** The longest time from the signal to the end. */
  longestMs: number
}

export interface DeathOptions {
  readonly world: KillWorld
  readonly lanes: readonly JobLane[]
  readonly random: Random
  readonly signal: Signal
  /** At least, in all. */
  readonly deaths: number
  /** At least, of each lane while a job of it was at work. */
  readonly each: number
}

/** So many times the deaths that are wanted, before it is given up that each lane has its share. */
const MOST = 4
/**
 * Most lives last so long at the most, in milliseconds of a processor: on a busy machine they get as far as on an idle one.
 * In some of them even what takes long comes to its end.
 */
const SHORT_LIFE_MS = 700
const LONG_LIFE_MS = 2_500
const LONG_LIVES = either(0, 0.1)
/** Settings of a life: now and then jobs must make room for each other. */
const LIVES = [[], [], ['--slots', '4'], ['--slots', '9']] as const
/** With `--shutdown-timeout 3s`. */
const LIMIT_MS = 5_000

/** Ends the server, at moments that nobody knows before, and starts it again, until each lane has had its deaths. */
export async function dieOften({ world, lanes, random, signal, ...wanted }: DeathOptions): Promise<Deaths> {
  const deaths: Deaths = { total: 0, inStart: 0, longestMs: 0 }
  const note = ({ code, ms, signal: by }: Ending, starting: boolean): void => {
    deaths.total += 1
    deaths.longestMs = Math.max(deaths.longestMs, ms)
    if (starting) deaths.inStart += 1
    if (signal === 'SIGKILL') return
    // Before the program can say so, the signal ends the process by itself.
    assert.ok(code === 0 || (starting && by === 'SIGTERM'), `ended with ${code}: ${world.server().output()}`)
    assert.ok(ms < LIMIT_MS, `it took ${ms} ms to end`)
  }
  const enough = (): boolean =>
    deaths.total >= wanted.deaths && lanes.every(({ counts }) => counts.kills >= wanted.each)
  while (!enough() && deaths.total < wanted.deaths * MOST) {
    await hasWorked(world.server(), lifetime(random))
    note(await world.server().end(signal), false)
    countKills(world, lanes)
    if (random.next() < 0.15) note(await world.endAtStart(signal, random.next() * 250), true)
    await world.restart(random.pick(LIVES))
  }
  return deaths
}

function lifetime(random: Random): number {
  return random.next() < LONG_LIVES ? LONG_LIFE_MS : random.next() ** 2 * SHORT_LIFE_MS
}

const ENDED = ['Complete', 'Failed', 'Cancelled']

/** By the records that are left, not by what a client has seen. */
function countKills(world: KillWorld, lanes: readonly JobLane[]): void {
  world.query('jobs', (db) => {
    const status = db.prepare('SELECT status FROM job WHERE id = ?').pluck()
    for (const { counts, current } of lanes) {
      const id = current()
      if (id !== undefined && !ENDED.includes(String(status.get(id)))) counts.kills += 1
    }
  })
}
