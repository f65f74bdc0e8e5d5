import { S3Error } from './s3-error.ts'

/** The file system's ways of saying that there is no room left (`EFBIG`: a limit on one file, set by `ulimit`). */
const CODES: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])

/** True for what a full disk makes of a write, on the way through whichever port. */
export function isNoRoom(error: unknown): boolean {
  if (error instanceof S3Error) return error.code === 'InsufficientStorage'
  return error instanceof Error && 'code' in error && CODES.has(error.code)
}

export function noRoom(): S3Error {
  return new S3Error('InsufficientStorage')
}
