import type { NumberedJobEvent } from '../../db/jobs/job-events.ts'
import type { JobRepository } from '../../db/jobs/job-repository.ts'
import type { Delivery } from './delivery.ts'
import { jobMessages } from './job-event.ts'

/** Tells what happens to jobs. */
export interface JobNotices {
  /** Something has happened to one, or may have in an earlier process. */
  wake(): void
  close(): void
}

const EVENTS_AT_ONCE = 100

export function createJobNotices(
  { events }: Pick<JobRepository, 'events'>,
  delivery: Delivery,
  onError: (error: unknown) => void,
): JobNotices {
  let busy = false
  /** Woken since the last look. */
  let again = false
  let closed = false

  const next = (): readonly NumberedJobEvent[] => (closed ? [] : events.pending(EVENTS_AT_ONCE))
  const tell = async (): Promise<void> => {
    for (;;) {
      const pending = next()
      const last = pending.at(-1)
      if (last === undefined) return
      await delivery.deliver(pending.flatMap(({ event }) => jobMessages(event)))
      // What was cut short by the end is told again by the next process.
      if (!closed) events.forget(last.number)
    }
  }
  function wake(): void {
    again = true
    if (busy || closed) return
    busy = true
    // Later, because a job's status changes in the middle of other work.
    setImmediate(() => {
      again = false
      tell()
        .catch(onError)
        .finally(() => {
          busy = false
          if (again) wake()
        })
    })
  }
  return {
    wake,
    close() {
      closed = true
    },
  }
}
