import { randomBytes } from 'node:crypto'

/** What S3 puts on every response, for support to find a request by. */
export interface RequestIds {
  /** `x-amz-request-id`: 16 upper-case hexadecimal digits. */
  readonly requestId: string
  /** `x-amz-id-2`: 76 characters of base64. */
  readonly hostId: string
}

/** One call of the random source serves this many requests. */
const POOLED = 256
const ID_LENGTH = 16
const HOST_LENGTH = 16

const hostPrefix = randomBytes(45).toString('base64')
let ids = ''
let hosts = ''
let at = POOLED

export function newRequestIds(): RequestIds {
  if (at === POOLED) {
    // Digits are drawn for all at once; so many bytes stand for whole digits in both forms that the text can be cut.
    ids = randomBytes((POOLED * ID_LENGTH) / 2)
      .toString('hex')
      .toUpperCase()
    hosts = randomBytes((POOLED * HOST_LENGTH * 3) / 4).toString('base64')
    at = 0
  }
  const requestId = ids.slice(at * ID_LENGTH, (at + 1) * ID_LENGTH)
  const hostId = hostPrefix + hosts.slice(at * HOST_LENGTH, (at + 1) * HOST_LENGTH)
  at += 1
  return { requestId, hostId }
}
