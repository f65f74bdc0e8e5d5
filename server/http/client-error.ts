/** Requests that Node's parser refuses: no handler ever sees them, so the answer is written on the bare socket. */
import type { Duplex } from 'node:stream'
import { describeS3Error, type S3ErrorCode } from '../../db/model/s3-error.ts'
import { machineTime } from '../log.ts'
import { encodeError } from '../protocol/encode/encode-error.ts'
import { newRequestIds } from './request-ids.ts'

interface Refusal {
  readonly code: S3ErrorCode
  readonly message?: string
}

const REFUSALS: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: { code: 'RequestHeaderSectionTooLarge' },
  ERR_HTTP_REQUEST_TIMEOUT: { code: 'RequestTimeout' },
}
const UNREADABLE: Refusal = { code: 'BadRequest', message: 'An error occurred when parsing the HTTP request.' }

export function answerClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy()
    return
  }
  const { code, message } = REFUSALS[error.code ?? ''] ?? UNREADABLE
  const described = describeS3Error(code)
  const { requestId, hostId } = newRequestIds()
  const body = encodeError('s3', { code, message: message ?? described.message, requestId, hostId })
  const lines = [
    `HTTP/1.1 ${described.status} Bad Request`,
    `x-amz-request-id: ${requestId}`,
    `x-amz-id-2: ${hostId}`,
    'Server: AmazonS3',
    `Date: ${machineTime().toUTCString()}`,
    'Content-Type: application/xml',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ]
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy())
}
