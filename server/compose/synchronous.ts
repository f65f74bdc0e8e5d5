import type { Synchronous } from '../../db/sqlite/open.ts'
import type { Config } from '../config.ts'

/** What is not kept needs no care for a loss of power. */
export function synchronousOf({ data, sync }: Pick<Config, 'data' | 'sync'>): Synchronous {
  return data === undefined ? 'off' : sync
}
