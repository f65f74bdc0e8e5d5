import type { ChecksumAlgorithm } from '../../../db/model/checksum/algorithm.ts'
import type { StagedBody } from '../../../db/objects/object-writes.ts'
import { type PayloadOptions, type PayloadPlan, planPayload } from '../../http/body/payload-plan.ts'
import { readPayload } from '../../http/body/read-payload.ts'
import type { ObjectApiPorts, ObjectRequest } from '../handler.ts'

export interface ReceivedBody {
  readonly staged: StagedBody
  /** Hex, the ETag of a plain object. */
  readonly md5: string
  /** The claimed checksum, or the one that S3 adds; undefined when none was asked for. */
  readonly checksum: { readonly algorithm: ChecksumAlgorithm; readonly value: string } | undefined
}

/**
 * Takes an upload's body into the store, checked against all the request claims of it. Whoever calls must hand the staged
 * body to a write or discard it.
 * @throws S3Error `BadDigest`, `IncompleteBody`, `MissingContentLength`, `EntityTooLarge`, …; nothing stays behind
 */
export async function receiveBody(
  { store }: ObjectApiPorts,
  { headers, query, body }: Pick<ObjectRequest<unknown>, 'headers' | 'query' | 'body'>,
  options: PayloadOptions,
): Promise<ReceivedBody> {
  const contentSha256 = query.get('X-Amz-Content-Sha256')
  const plan = planPayload(headers, body.length, contentSha256 === undefined ? options : { ...options, contentSha256 })
  return stage(store.writes, body, plan)
}

async function stage(
  writes: ObjectApiPorts['store']['writes'],
  body: ObjectRequest['body'],
  plan: PayloadPlan,
): Promise<ReceivedBody> {
  const sink = writes.stage()
  try {
    const result = await readPayload(body.source, plan, (chunk) => sink.write(chunk), body.verifier)
    const [checksum] = result.checksums
    return { staged: await sink.finish(), md5: Buffer.from(result.md5).toString('hex'), checksum }
  } catch (error) {
    await sink.abort()
    throw error
  }
}
