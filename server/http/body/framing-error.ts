import { S3Error } from '../../../db/model/s3-error.ts'

/** Fewer or more bytes than announced, or chunk lines that cannot be read. choice: S3's code for the latter is not public. */
export function incompleteBody(message?: string): S3Error {
  return new S3Error('IncompleteBody', message === undefined ? {} : { message })
}

/** Also a trailer that was not announced, and one that was and did not come. */
export function malformedTrailer(): S3Error {
  return new S3Error('MalformedTrailerError')
}

/** Seen by users of the JavaScript SDK, which goes by the code to tell them what to do (aws-sdk-js-v3, issue 6859). */
export function chunkTooSmall(bytes: number, ordinal: number): S3Error {
  return new S3Error('InvalidChunkSizeError', {
    detail: { Chunk: String(ordinal), BadChunkSize: String(bytes) },
  })
}
