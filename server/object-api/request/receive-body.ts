import type { ObjectChecksum } from '../../../db/model/object.ts'
import type { StagedBody } from '../../../db/objects/object-writes.ts'
import { checkPayload } from '../../http/body/check-payload.ts'
import { type PayloadOptions, type PayloadPlan, planPayload } from '../../http/body/payload-plan.ts'
import type { CalculatedChecksum } from '../../http/body/payload-result.ts'
import { readPayload } from '../../http/body/read-payload.ts'
import type { ObjectApiPorts, ObjectRequest } from '../handler.ts'

export interface ReceivedBody {
  readonly staged: StagedBody
  /** Hex, the ETag of a plain object. */
  readonly md5: string
  /** The claimed or default one first, then those that were to be computed in any case. */
  readonly checksums: readonly CalculatedChecksum[]
}

type BodyRequest = Pick<ObjectRequest<unknown>, 'headers' | 'query' | 'body'>

/** What a request says of its body, checked. @throws S3Error */
export function planBody({ headers, query, body }: BodyRequest, options: PayloadOptions): PayloadPlan {
  const contentSha256 = query.get('X-Amz-Content-Sha256')
  return planPayload(headers, body.length, contentSha256 === undefined ? options : { ...options, contentSha256 })
}

/**
 * Takes an upload's body into the store, checked against all the request claims of it. Whoever calls must hand the staged
 * body to a write or discard it.
 * @throws S3Error `BadDigest`, `IncompleteBody`, `EntityTooLarge`, …; nothing stays behind
 */
export async function receiveBody(
  { store }: ObjectApiPorts,
  { body }: BodyRequest,
  plan: PayloadPlan,
): Promise<ReceivedBody> {
  if (body.whole !== undefined) {
    const { bytes, md5, checksums } = await checkPayload(await body.whole(), plan, body.verifier)
    return { staged: await store.writes.stageBytes(bytes), md5: hex(md5), checksums }
  }
  const sink = store.writes.stage()
  try {
    const result = await readPayload(body.source, plan, (chunk, spent) => sink.write(chunk, spent), body.verifier)
    const { checksums } = result
    return { staged: await sink.finish(), md5: hex(result.md5), checksums }
  } catch (error) {
    await sink.abort()
    throw error
  }
}

function hex(digest: Uint8Array): string {
  return Buffer.from(digest.buffer, digest.byteOffset, digest.byteLength).toString('hex')
}

/** The same for a small body that is looked at before it is stored. @throws S3Error as `receiveBody` */
export async function collectBody(
  { body }: BodyRequest,
  plan: PayloadPlan,
): Promise<Omit<ReceivedBody, 'staged'> & { readonly bytes: Uint8Array }> {
  if (body.whole !== undefined) {
    const { bytes, md5, checksums } = await checkPayload(await body.whole(), plan, body.verifier)
    return { bytes, md5: hex(md5), checksums }
  }
  const chunks: Uint8Array[] = []
  const collect = (chunk: Uint8Array): void => {
    chunks.push(chunk)
  }
  const { md5, checksums } = await readPayload(body.source, plan, collect, body.verifier)
  return { bytes: Buffer.concat(chunks), md5: hex(md5), checksums }
}

/** The first of the calculated checksums, as that of an object in one piece. */
export function wholeChecksum([checksum]: readonly CalculatedChecksum[]): ObjectChecksum | undefined {
  return checksum === undefined ? undefined : { ...checksum, type: 'FULL_OBJECT' }
}
