import { type ChecksumAlgorithm, isDirect } from '../../../db/model/checksum/algorithm.ts'
import { checksumOf } from '../../../db/model/checksum/hasher.ts'
import type { ChunkVerifier } from './chunk-verifier.ts'
import { incompleteBody } from './framing-error.ts'
import { entityTooLarge, type PayloadPlan } from './payload-plan.ts'
import { type Digests, type PayloadResult, verifiedResult } from './payload-result.ts'
import { decoderFor } from './read-payload.ts'

export interface CheckedPayload extends PayloadResult {
  /** The object's bytes: the given ones themselves when the body is plain or of one chunk. */
  readonly bytes: Uint8Array
}

const NO_TRAILERS: ReadonlyMap<string, string> = new Map()

/**
 * The way for a body that is whole in memory: same checks as `readPayload` without streams or running hashes, at once
 * for all but the xxhash family (a promise then).
 */
export function checkPayload(
  body: Uint8Array,
  plan: PayloadPlan,
  verifier?: ChunkVerifier,
): CheckedPayload | Promise<CheckedPayload> {
  if (plan.wireLength !== undefined && body.length !== plan.wireLength) throw incompleteBody()
  const decoder = decoderFor(plan, verifier)
  const pieces: Uint8Array[] = []
  decoder?.push(body, pieces)
  const trailers = decoder?.end() ?? NO_TRAILERS
  const bytes = decoder === undefined ? body : joined(pieces)
  if (bytes.length > plan.maxBytes) throw entityTooLarge(bytes.length, plan.maxBytes)
  const checked = (digests: Digests): CheckedPayload => ({
    ...verifiedResult(plan, digests, bytes.length, trailers),
    bytes,
  })
  const digests = digestAll(plan.digests, bytes)
  return digests instanceof Promise ? digests.then(checked) : checked(digests)
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  return pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces)
}

function digestAll(algorithms: readonly ChecksumAlgorithm[], bytes: Uint8Array): Digests | Promise<Digests> {
  const digests = new Map<ChecksumAlgorithm, Uint8Array>()
  const late: Promise<unknown>[] = []
  for (const algorithm of algorithms) {
    if (isDirect(algorithm)) digests.set(algorithm, checksumOf(algorithm, bytes))
    else late.push(Promise.resolve(checksumOf(algorithm, bytes)).then((digest) => digests.set(algorithm, digest)))
  }
  return late.length === 0 ? digests : Promise.all(late).then(() => digests)
}
