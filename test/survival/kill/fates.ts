import { type JobStatus, UpdateJobStatusCommand } from '@aws-sdk/client-s3-control'
import { ACCOUNT } from '../../support/running-server.ts'
import type { KillWorld } from './kill-world.ts'

/** How a job of the kill test is to end. */
export interface Fate {
  readonly name: string
  /** Of so many rows one names a key that is not there. */
  readonly missingEvery: number
  readonly ends: readonly JobStatus[]
  /** Whether every row is run. */
  readonly whole: boolean
  /** Done before each death. */
  readonly interfere?: (world: KillWorld, JobId: string) => Promise<void>
}

export const FATES = {
  completes: { name: 'completes', missingEvery: 100, ends: ['Complete'], whole: true },
  cancelled: {
    name: 'cancelled',
    missingEvery: 100,
    // It may have ended before.
    ends: ['Cancelled', 'Complete'],
    whole: false,
    async interfere({ control }, JobId) {
      const input = { AccountId: ACCOUNT, JobId, RequestedJobStatus: 'Cancelled' } as const
      await control.send(new UpdateJobStatusCommand(input)).catch(() => undefined)
    },
  },
  fails: { name: 'fails', missingEvery: 1, ends: ['Failed'], whole: false },
} as const satisfies Record<string, Fate>
