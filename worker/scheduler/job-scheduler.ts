/**
 * Runs jobs. It lives on the main thread, is the one writer of job rows after creation, and gives long work to the
 * executor's threads.
 */
export interface JobScheduler {
  /** Picks up where the last process ended. */
  start(): Promise<void>
  /** Something may be ready to run: a job was created, confirmed, given another priority. */
  wake(): void
  /** A job was set to `Cancelling`: its running work stops between two chunks. */
  cancel(jobId: string): void
  /** Stops between two chunks; every job can go on in a later process. */
  stop(): Promise<void>
}
