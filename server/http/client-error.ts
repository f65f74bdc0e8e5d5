/** Requests that Node's parser refuses: no handler ever sees them, so the answer is written on the bare socket. */
import type { Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { describeS3Error, type S3ErrorCode } from '../../db/model/s3-error.ts'
import { machineTime } from '../log.ts'
import { encodeError } from '../protocol/encode/encode-error.ts'
import { newRequestIds } from './request-ids.ts'
import type { ExchangeOn } from './track-exchanges.ts'

interface Refusal {
  readonly code: S3ErrorCode
  readonly message?: string
}

export const TIMED_OUT: Refusal = { code: 'RequestTimeout' }
const REFUSALS: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: { code: 'RequestHeaderSectionTooLarge' },
  ERR_HTTP_REQUEST_TIMEOUT: TIMED_OUT,
}
const UNREADABLE: Refusal = { code: 'BadRequest', message: 'An error occurred when parsing the HTTP request.' }

/** Answers what Node's parser refused, unless an answer to an earlier request is on its way on the same connection. */
export function answerClientErrors(server: Server, exchangeOn: ExchangeOn): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    const isSilent = exchangeOn(socket)?.response.headersSent !== true
    if (socket.writable && isSilent && error.code !== 'ECONNRESET') {
      refuseConnection(REFUSALS[error.code ?? ''] ?? UNREADABLE, socket)
    } else socket.destroy()
  })
}

/** Writes an error reply on a connection and ends it. */
export function refuseConnection({ code, message }: Refusal, socket: Duplex): void {
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
