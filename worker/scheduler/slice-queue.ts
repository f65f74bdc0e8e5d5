import type { ActiveRun } from './active-run.ts'

/** Slices that wait for something else than the store may be this many times more than threads. */
const OUTSIDE_FACTOR = 4

/** Of so many slices one goes to the job that has waited longest. */
const LONGEST_WAIT_EVERY = 4

/**
 * The job whose slice is next. Jobs take turns, the higher priority first in each round: a priority orders jobs and does
 * not starve them (reference 4.7: it "does not change speed"). Jobs of high priority that come again and again would all
 * be first in the round: so every fourth slice goes by the time of waiting alone.
 *
 * @param given slices given to all jobs so far
 */
export function nextRun(runs: Iterable<ActiveRun>, parallelism: number, given: number): ActiveRun | undefined {
  const all = [...runs]
  const isBefore = given % LONGEST_WAIT_EVERY === LONGEST_WAIT_EVERY - 1 ? waitsLonger : goesBefore
  const room = {
    local: parallelism - runningSlices(all, false),
    outside: parallelism * OUTSIDE_FACTOR - runningSlices(all, true),
  }
  let next: ActiveRun | undefined
  for (const run of all) {
    if (run.pending.length === 0 || run.stop.requested) continue
    if (room[run.operation.outside ? 'outside' : 'local'] <= 0) continue
    if (next === undefined || isBefore(run, next)) next = run
  }
  return next
}

/** Where a job that joins now stands in the round: with those that have had the fewest turns. */
export function joiningTurn(runs: Iterable<ActiveRun>): number {
  const turns = [...runs].map((run) => run.turns)
  return turns.length === 0 ? 0 : turns.reduce((least, turn) => Math.min(least, turn))
}

function goesBefore(left: ActiveRun, right: ActiveRun): boolean {
  return left.turns === right.turns ? left.priority > right.priority : left.turns < right.turns
}

function waitsLonger(left: ActiveRun, right: ActiveRun): boolean {
  return left.servedAt === right.servedAt ? goesBefore(left, right) : left.servedAt < right.servedAt
}

function runningSlices(runs: readonly ActiveRun[], outside: boolean): number {
  let count = 0
  for (const run of runs) if (run.operation.outside === outside) count += run.running.size
  return count
}
