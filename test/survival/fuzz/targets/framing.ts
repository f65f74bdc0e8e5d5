/** "aws-chunked" bodies: a line `signed trailers length min-chunk`, then the body. */
import { S3Error } from '../../../../db/model/s3-error.ts'
import { type ChunkedBodyRules, createChunkedDecoder } from '../../../../server/http/body/chunked-decoder.ts'
import type { Random } from '../../support/random.ts'
import { Defect, type FuzzTarget, firstLine } from '../target.ts'
import { isClientError } from './refusals.ts'

const SIGNATURE = 'ab'.repeat(32)

export const framing: FuzzTarget = {
  seeds: 'framing',
  words: [
    '0\r\n',
    '\r\n',
    '1\r\na\r\n',
    'ffffffffffffffff\r\n',
    '7fffffffffffffff\r\n',
    '10000000000000000\r\n',
    '0x5\r\n',
    '-1\r\n',
    '+5\r\n',
    ' 5\r\n',
    '5 \r\n',
    '5;a=b\r\n',
    `5;chunk-signature=${SIGNATURE}\r\n`,
    ';chunk-signature=',
    'x-amz-checksum-crc32:KdYUwg==\r\n',
    `x-amz-trailer-signature:${SIGNATURE}\r\n`,
    ': ',
    '__proto__:x\r\n',
    '1 1 9 0',
  ],
  maxBytes: 48 * 1024,
  weight: 14,
  run(input, random) {
    const [line, body] = firstLine(input)
    const rules = rulesOf(line)
    const whole = outcomeOf(rules, [body])
    const cut = outcomeOf(rules, cutAnywhere(body, random))
    if (whole !== cut) throw new Defect(`whole it is ${whole.slice(0, 200)}, in pieces ${cut.slice(0, 200)}`)
    if (whole.startsWith('!')) throw new S3Error('IncompleteBody')
  },
  isRefusal: isClientError,
}

function rulesOf(line: string): ChunkedBodyRules {
  const [signed, trailers, length, least] = line.split(' ').map(Number)
  return {
    signed: signed === 1,
    trailers: trailers === 1,
    objectLength: Number.isSafeInteger(length) && length !== -1 ? length : undefined,
    minChunkBytes: Number.isSafeInteger(least) ? (least ?? 0) : 0,
  }
}

/** What comes of a body, as one text. Object and trailers are at most as long as what came in. */
function outcomeOf(rules: ChunkedBodyRules, pieces: readonly Uint8Array[]): string {
  const seen: string[] = []
  const verifier = {
    chunk: (signature: string, sha256: string) => void seen.push(`${signature} ${sha256}`),
    trailer: (signature: string, trailers: string) => void seen.push(`${signature} ${trailers}`),
  }
  try {
    const decoder = createChunkedDecoder(rules, rules.signed ? verifier : undefined)
    const out: Uint8Array[] = []
    for (const piece of pieces) decoder.push(piece, out)
    const trailers = [...decoder.end()]
    return JSON.stringify([Buffer.concat(out).toString('latin1'), trailers, seen])
  } catch (error) {
    if (error instanceof S3Error && error.status < 500) return `!${error.code}`
    throw error
  }
}

function cutAnywhere(body: Buffer, random: Random): readonly Buffer[] {
  const places = Array.from({ length: 1 + random.below(6) }, () => random.below(body.length + 1)).sort((a, b) => a - b)
  return [0, ...places].map((from, index) => body.subarray(from, places[index] ?? body.length))
}
