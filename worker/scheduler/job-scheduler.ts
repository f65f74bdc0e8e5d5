/**
 * Runs jobs. It lives on the main thread, is the one writer of job rows after creation, and gives long work to the
 * executor's threads.
 */
export interface JobScheduler {
  /** Picks up where the last process ended. */
  start(): Promise<void>
  /** Something may be ready to run: a job was created, confirmed, given another priority. */
  wake(): void
  /** A job was set to `Cancelling` or `Cancelled`: its running work stops between two chunks, its files go. */
  cancel(jobId: string): void
  /** Time has moved: jobs may have been suspended, or kept after their end, for too long. */
  tick(): void
  /** Stops between two chunks; every job can go on in a later process. */
  stop(): Promise<void>
}
