import { setTimeout as pause } from 'node:timers/promises'
import { type JobStatus, UpdateJobStatusCommand } from '@aws-sdk/client-s3-control'
import { ACCOUNT } from '../../support/running-server.ts'
import type { Random } from '../support/random.ts'
import type { KillWorld } from './kill-world.ts'
import { isGone, persist } from './persist.ts'

/** How a job of the kill test is to end. */
export interface Fate {
  readonly name: string
  /** Of so many rows one names keys that are not there. */
  readonly missingEvery: number
  readonly ends: readonly JobStatus[]
  /** Whether every row is run. */
  readonly whole: boolean
  /** Done to the job while it is at work. */
  readonly interfere?: (world: KillWorld, JobId: string, random: Random) => Promise<void>
}

const LATEST_MS = 600

export const FATES = {
  completes: { name: 'completes', missingEvery: 100, ends: ['Complete'], whole: true },
  cancelled: {
    name: 'cancelled',
    missingEvery: 100,
    // It may have ended before.
    ends: ['Cancelled', 'Complete'],
    whole: false,
    async interfere({ control }, JobId, random) {
      const input = { AccountId: ACCOUNT, JobId, RequestedJobStatus: 'Cancelled' } as const
      await pause(random.next() * LATEST_MS)
      await persist(() =>
        control.send(new UpdateJobStatusCommand(input)).catch((error: unknown) => {
          if (isGone(error)) throw error
        }),
      )
    },
  },
  fails: { name: 'fails', missingEvery: 1, ends: ['Failed'], whole: false },
} as const satisfies Record<string, Fate>
