import { hash } from 'node:crypto'

export interface RequestIds {
  readonly requestId: string
  readonly extendedRequestId: string
}

export interface S3Failure {
  readonly httpStatus: number
  readonly errorCode: string
  readonly message: string
}

/** An S3 error as the report's last column gives it: the text of an exception of the AWS SDK for Java (reference 7.0). */
export function s3FailureMessage({ httpStatus, errorCode, message }: S3Failure, ids: RequestIds): string {
  return (
    `${message} (Service: Amazon S3; Status Code: ${httpStatus}; Error Code: ${errorCode}; ` +
    `Request ID: ${ids.requestId}; S3 Extended Request ID: ${ids.extendedRequestId}; Proxy: null)`
  )
}

const requestIdLetters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/**
 * The ids of the request that a task would have made. They follow from the task's place alone, so that a report written
 * again after a crash has the same text.
 */
export function taskRequestIds(jobId: string, slice: number, row: number): RequestIds {
  const bytes = hash('sha512', `${jobId}/${slice}/${row}`, 'buffer')
  let requestId = ''
  for (const byte of bytes.subarray(0, 16)) requestId += requestIdLetters[byte % requestIdLetters.length] ?? ''
  return { requestId, extendedRequestId: bytes.subarray(16).toString('base64') }
}
