import type { JobHead } from '../../db/model/job.ts'

/** Which jobs are to begin or go on, and which are to make room. */
export interface Admission {
  readonly start: readonly JobHead[]
  readonly pause: readonly JobHead[]
}

/**
 * Decides by priority who runs (reference 4.7). Priorities count within an account and region, and so do slots. A running
 * job gives way only to a higher priority, never to its equal; a job that is pausing holds its slot until it has.
 *
 * @param heads jobs in `Ready`, `Active`, `Pausing` and `Paused`, highest priority first, then oldest
 * @param slots jobs that may run at once in an account and region; undefined: no limit (choice: the default)
 */
export function decideAdmission(heads: readonly JobHead[], slots: number | undefined): Admission {
  if (slots === undefined) return { start: heads.filter(isWaiting), pause: [] }
  const groups = Map.groupBy(heads, ({ account, region }) => `${account} ${region}`)
  const decided = [...groups.values()].map((group) => admitGroup(group, slots))
  return { start: decided.flatMap(({ start }) => start), pause: decided.flatMap(({ pause }) => pause) }
}

function admitGroup(group: readonly JobHead[], slots: number): Admission {
  // A stable sort: among equals, those that run stay ahead, then the oldest.
  const ranked = [...group].sort((left, right) => right.priority - left.priority || order(left) - order(right))
  const chosen = ranked.filter(({ status }) => status !== 'Pausing').slice(0, slots)
  const pause = ranked.filter((job) => job.status === 'Active' && !chosen.includes(job))
  const held = ranked.filter(({ status }) => status === 'Active' || status === 'Pausing').length
  return { start: chosen.filter(isWaiting).slice(0, Math.max(0, slots - held)), pause }
}

function isWaiting({ status }: JobHead): boolean {
  return status === 'Ready' || status === 'Paused'
}

function order({ status }: JobHead): number {
  return status === 'Active' ? 0 : 1
}
