/** The errors by which the program says no on purpose. */
import { S3Error } from '../../../../db/model/s3-error.ts'
import { ServiceError } from '../../../../server/control-api/service-error.ts'
import { ProtocolError } from '../../../../server/protocol/protocol-error.ts'
import { XmlError } from '../../../../server/protocol/xml/xml-error.ts'
import { JobFailed } from '../../../../worker/job-failed.ts'

/** To a client: an error of AWS's, and the client's own fault. */
export function isClientError(error: unknown): boolean {
  if (error instanceof S3Error || error instanceof ServiceError) return error.status < 500
  return error instanceof ProtocolError
}

export function isXmlError(error: unknown): boolean {
  return error instanceof XmlError
}

/** Of a job, in words that its owner can do something with. */
export function isJobFailure(error: unknown): boolean {
  return error instanceof JobFailed && error.code !== 'InternalError'
}

export function never(): boolean {
  return false
}
