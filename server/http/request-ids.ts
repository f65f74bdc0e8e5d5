import { randomBytes, randomFillSync } from 'node:crypto'

/** What S3 puts on every response, for support to find a request by. */
export interface RequestIds {
  /** `x-amz-request-id`: 16 upper-case hexadecimal digits. */
  readonly requestId: string
  /** `x-amz-id-2`: 76 characters of base64. */
  readonly hostId: string
}

/** One call of the random source serves this many requests. */
const POOLED = 256
const ID_BYTES = 8
const HOST_BYTES = 12
const STEP = ID_BYTES + HOST_BYTES

const pool = Buffer.alloc(POOLED * STEP)
const hostPrefix = randomBytes(45).toString('base64')
let at = pool.length

export function newRequestIds(): RequestIds {
  if (at === pool.length) {
    randomFillSync(pool)
    at = 0
  }
  const requestId = pool.toString('hex', at, at + ID_BYTES).toUpperCase()
  const hostId = hostPrefix + pool.toString('base64', at + ID_BYTES, at + STEP)
  at += STEP
  return { requestId, hostId }
}
