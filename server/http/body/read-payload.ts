import type { ChecksumAlgorithm } from '../../../db/model/checksum/algorithm.ts'
import { type ChecksumHasher, createHasher } from '../../../db/model/checksum/hasher.ts'
import { ownMemory } from '../../../db/objects/own-memory.ts'
import type { ChunkVerifier } from './chunk-verifier.ts'
import { type ChunkedDecoder, createChunkedDecoder } from './chunked-decoder.ts'
import { incompleteBody } from './framing-error.ts'
import { entityTooLarge, type PayloadPlan } from './payload-plan.ts'
import { type PayloadResult, verifiedResult } from './payload-result.ts'

/** Takes the object's bytes in order; see `BodySink`. A returned promise holds back the body. */
export type PayloadSink = (chunk: Uint8Array, spent?: ArrayBuffer) => void | Promise<void>

const NO_TRAILERS: ReadonlyMap<string, string> = new Map()

/**
 * Reads a body of any size in one pass and checks all the plan knows. Throws S3Error; the sink has then seen bytes that
 * must be thrown away. Leaving a Node request early destroys its socket and with it the error reply: pass
 * `request.iterator({ destroyOnReturn: false })` as the source.
 */
export async function readPayload(
  source: AsyncIterable<Uint8Array>,
  plan: PayloadPlan,
  sink: PayloadSink,
  verifier?: ChunkVerifier,
): Promise<PayloadResult> {
  const hashers = await createHashers(plan.digests)
  const running = hashers.map(([, hasher]) => hasher)
  const decoder = decoderFor(plan, verifier)
  const pieces: Uint8Array[] = []
  let wire = 0
  let size = 0
  for await (const chunk of source) {
    wire += chunk.length
    if (plan.wireLength !== undefined && wire > plan.wireLength) throw incompleteBody()
    if (decoder === undefined) pieces.push(chunk)
    else decoder.push(chunk, pieces)
    const own = ownMemory(chunk)
    for (const [index, piece] of pieces.entries()) {
      size += piece.length
      if (size > plan.maxBytes) throw entityTooLarge(size, plan.maxBytes)
      for (const hasher of running) hasher.update(piece)
      const held = sink(piece, index === pieces.length - 1 ? own : undefined)
      if (held !== undefined) await held
    }
    pieces.length = 0
  }
  if (plan.wireLength !== undefined && wire !== plan.wireLength) throw incompleteBody()
  const trailers = decoder?.end() ?? NO_TRAILERS
  return verifiedResult(
    plan,
    new Map(hashers.map(([algorithm, hasher]) => [algorithm, hasher.digest()])),
    size,
    trailers,
  )
}

export function decoderFor(plan: PayloadPlan, verifier: ChunkVerifier | undefined): ChunkedDecoder | undefined {
  if (plan.framing.kind === 'plain') return undefined
  const { signed, trailers } = plan.framing
  return createChunkedDecoder(
    { signed, trailers, objectLength: plan.objectLength, minChunkBytes: plan.minChunkBytes },
    signed ? verifier : undefined,
  )
}

async function createHashers(
  algorithms: readonly ChecksumAlgorithm[],
): Promise<readonly (readonly [ChecksumAlgorithm, ChecksumHasher])[]> {
  return Promise.all(algorithms.map(async (algorithm) => [algorithm, await createHasher(algorithm)] as const))
}
