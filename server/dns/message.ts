/** DNS messages (RFC 1035, section 4), as far as a server needs them that knows nothing but addresses of hosts. */

export interface DnsQuestion {
  /** In lower case and without the last dot. */
  readonly name: string
  readonly type: number
  /** Where the question ends in the message. */
  readonly end: number
}

export const RECORD_TYPES = { A: 1, AAAA: 28 } as const
export const REPLY_CODES = { ok: 0, formatError: 1, notImplemented: 4, refused: 5 } as const

export type ReplyCode = (typeof REPLY_CODES)[keyof typeof REPLY_CODES]

const HEADER_BYTES = 12
const MAX_NAME_BYTES = 255
const INTERNET = 1

/** A message that asks something, and not an answer to something else. */
export function isQuery(message: Uint8Array): boolean {
  return message.length >= HEADER_BYTES && ((message[2] ?? 0) & 0x80) === 0
}

/** Whether it is of the one kind that is in use: a standard query (opcode 0). */
export function isStandardQuery(message: Uint8Array): boolean {
  return ((message[2] ?? 0) & 0x78) === 0
}

/** Undefined for what has not exactly one question that can be read. */
export function readQuestion(message: Buffer): DnsQuestion | undefined {
  if (message.length < HEADER_BYTES || message.readUInt16BE(4) !== 1) return undefined
  const labels: string[] = []
  let at = HEADER_BYTES
  for (;;) {
    const length = message[at]
    // Two high bits mark a pointer, which has nothing to point to in a first question.
    if (length === undefined || length > 63 || at - HEADER_BYTES + length > MAX_NAME_BYTES) return undefined
    if (length === 0) break
    labels.push(message.toString('latin1', at + 1, at + 1 + length))
    at += length + 1
  }
  const end = at + 5
  if (message.length < end || message.readUInt16BE(at + 3) !== INTERNET) return undefined
  return { name: labels.join('.').toLowerCase(), type: message.readUInt16BE(at + 1), end }
}

export interface DnsAddress {
  readonly bytes: Uint8Array
  readonly ttlSeconds: number
}

/** @param question repeated in the answer, byte for byte: clients compare even its letter case */
export function writeReply(
  query: Buffer,
  question: DnsQuestion | undefined,
  code: ReplyCode,
  address?: DnsAddress,
): Buffer {
  const head = Buffer.alloc(HEADER_BYTES)
  query.copy(head, 0, 0, 2)
  const opcodeAndRecursion = (query[2] ?? 0) & 0x79
  const AUTHORITATIVE_REPLY = 0x84
  head[2] = AUTHORITATIVE_REPLY | opcodeAndRecursion
  head[3] = code
  head.writeUInt16BE(question === undefined ? 0 : 1, 4)
  head.writeUInt16BE(address === undefined ? 0 : 1, 6)
  const asked = question === undefined ? Buffer.alloc(0) : query.subarray(HEADER_BYTES, question.end)
  return Buffer.concat([head, asked, address === undefined ? Buffer.alloc(0) : record(address)])
}

/** Its name is a pointer to the question's. */
function record({ bytes, ttlSeconds }: DnsAddress): Buffer {
  const fixed = Buffer.alloc(12)
  fixed.writeUInt16BE(0xc000 | HEADER_BYTES, 0)
  fixed.writeUInt16BE(bytes.length === 4 ? RECORD_TYPES.A : RECORD_TYPES.AAAA, 2)
  fixed.writeUInt16BE(INTERNET, 4)
  fixed.writeUInt32BE(ttlSeconds, 6)
  fixed.writeUInt16BE(bytes.length, 10)
  return Buffer.concat([fixed, bytes])
}
