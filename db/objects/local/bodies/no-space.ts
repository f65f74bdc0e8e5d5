import { S3Error } from '../../../model/s3-error.ts'

/** True for the file system's "no room left" errors. */
export function isNoSpace(error: unknown): boolean {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
  return code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG'
}

export function noSpaceError(): S3Error {
  return new S3Error('InsufficientStorage')
}
