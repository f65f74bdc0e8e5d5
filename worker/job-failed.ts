import { DamagedFile } from '../db/model/damaged-file.ts'
import { isNoRoom } from '../db/model/no-room.ts'

/** Ends the whole job: the scheduler turns it into a pair of `FailureReasons` (reference 4.5) and the status `Failed`. */
export class JobFailed extends Error {
  override readonly name = 'JobFailed'
  readonly code: string
  readonly reason: string

  constructor(code: string, reason: string) {
    super(`${code}: ${reason}`)
    this.code = code
    this.reason = reason
  }
}

/** What an error makes of the job that it ended; undefined for a bug. */
export function jobFailure(error: unknown): JobFailed | undefined {
  if (error instanceof JobFailed) return error
  if (error instanceof DamagedFile) return new JobFailed('InternalError', error.message)
  return isNoRoom(error) ? new JobFailed('InsufficientStorage', NO_ROOM) : undefined
}

/** choice: AWS has no full disks; the code is the one that S3's own requests are answered with here. */
const NO_ROOM = 'There is not enough room left to run the job.'
