/** S3: address → route → caller → XML body → decode → handler → encode. Streaming bodies are left to the handler. */
import { namesAccessPoint } from '../../db/model/access-point.ts'
import { S3Error } from '../../db/model/s3-error.ts'
import type { Caller } from '../caller.ts'
import type { Config } from '../config.ts'
import { type ThroughAccessPoint, throughAccessPoint } from '../object-api/access-points/through-access-point.ts'
import type { ObjectApiPorts, ObjectHandler, ObjectReply, RequestBody } from '../object-api/handler.ts'
import { whyNotBuilt } from '../object-api/not-built.ts'
import { encodeResponse } from '../protocol/encode/encode-response.ts'
import type { OperationModel } from '../protocol/model.ts'
import { perOperation } from '../protocol/per-operation.ts'
import { checkPayload } from './body/check-payload.ts'
import type { ChunkVerifier } from './body/chunk-verifier.ts'
import { entityTooLarge, planPayload } from './body/payload-plan.ts'
import { contentLengthOf, headerValue, parseLength } from './body/request-headers.ts'
import type { Answer } from './control-front.ts'
import { decodeAnySize } from './document/decode-large.ts'
import type { Exchange } from './exchange.ts'
import type { Identify } from './identify.ts'
import { objectRouteOf } from './object-route.ts'
import { refuseCopySource } from './refuse-copy-source.ts'
import { refuseObjectViolations } from './refuse-object-violations.ts'
import type { WireReply } from './reply.ts'
import { readWhole, WireBody } from './request-body.ts'
import { unroutable } from './unroutable.ts'

export interface ObjectFrontParts {
  readonly config: Config
  readonly identify: Identify
  /** The ports as they are now, for the time of the exchange; waits while the server is being reset. */
  readonly ports: (exchange: Exchange) => Promise<ObjectApiPorts> | ObjectApiPorts
  readonly handlerOf: (operation: string) => ObjectHandler | undefined
}

export function createObjectFront({ config, identify, ports, handlerOf }: ObjectFrontParts): Answer {
  return async (exchange, notes) => {
    const { request, target } = exchange
    const { headers } = request
    const { bucket, key, query, operation } = objectRouteOf(exchange)
    if (operation === undefined) throw unroutable({ method: request.method ?? '', bucket, key, query })
    notes.operation = operation.name
    if (headers['x-amz-copy-source'] !== undefined) refuseCopySource(exchange, query)
    const { caller, chunkVerifier } = identify(exchange)
    notes.account = caller.account
    const handler = handlerOf(operation.name)
    if (handler === undefined) throw notImplemented(whyNotBuilt(operation.name))
    const document = readsDocument(operation)
      ? await readDocument(exchange, operation, config, chunkVerifier)
      : undefined
    const wire = { labels: labelsOf(bucket, key), query, headers, body: document }
    const input = await decodeAnySize(operation, wire, target.query)
    refuseObjectViolations(operation, input)
    const reached = await ports(exchange)
    const pointed = accessPointOf(reached, exchange, operation, bucket, caller)
    const through = pointed === undefined ? undefined : await pointed
    const answer = await handler(reached, {
      operation,
      bucket: through === undefined ? bucket : through.point.bucket,
      accessPoint: through,
      key,
      query,
      headers,
      input,
      body: document === undefined ? streamOf(exchange, config, chunkVerifier) : bytesOf(document),
      caller,
      requestId: exchange.requestId,
      hostId: exchange.hostId,
      origin: originOf(exchange),
      remoteAddress: request.socket.remoteAddress,
    })
    return wireReply(operation, answer)
  }
}

function labelsOf(bucket: string | undefined, key: string | undefined): Readonly<Record<string, string>> {
  const labels: Record<string, string> = {}
  if (bucket !== undefined) labels['Bucket'] = bucket
  if (key !== undefined) labels['Key'] = key
  return labels
}

/** Nearly always undefined, and then at no cost. */
function accessPointOf(
  { store }: ObjectApiPorts,
  { target: { hostAccessPoint: host } }: Exchange,
  { name }: OperationModel,
  bucket: string | undefined,
  { region }: Caller,
): Promise<ThroughAccessPoint | undefined> | undefined {
  if (host === undefined && (bucket === undefined || !namesAccessPoint(bucket))) return undefined
  return throughAccessPoint(store, { operation: name, bucket, host, region })
}

/** Operations whose body is a document of the model, not an object's bytes. */
const readsDocument = perOperation(({ input }) =>
  input.members.some(
    ({ binding, shape }) => (binding === 'payload' || binding === 'body') && shape.kind !== 'streaming',
  ),
)

async function readDocument(
  exchange: Exchange,
  operation: OperationModel,
  config: Config,
  verifier: ChunkVerifier | undefined,
): Promise<Uint8Array> {
  const { headers } = exchange.request
  const bytes = await readWhole(exchange, config.maxXmlBytes)
  const plan = planPayload(headers, contentLengthOf(headers), {
    lengthOptional: true,
    maxBytes: config.maxXmlBytes,
    // Where the model itself has checksum headers beside a document, they speak of the object (CompleteMultipartUpload).
    ignoreChecksumHeaders: operation.input.members.some(({ wireName }) => wireName === 'x-amz-checksum-crc32'),
  })
  return (await checkPayload(bytes, plan, verifier)).bytes
}

/** @throws S3Error `EntityTooLarge` by what the headers announce, before a byte is read */
function streamOf(exchange: Exchange, config: Config, verifier: ChunkVerifier | undefined): RequestBody {
  const body = new WireBody(exchange, verifier)
  const decoded = headerValue(exchange.request.headers, 'x-amz-decoded-content-length')
  const size = parseLength(decoded) ?? body.length ?? 0
  if (size > config.maxObjectBytes) throw entityTooLarge(size, config.maxObjectBytes)
  return body
}

/** The document again, for handlers that look at its bytes. */
function bytesOf(bytes: Uint8Array): RequestBody {
  return {
    length: bytes.length,
    source: {
      async *[Symbol.asyncIterator]() {
        yield bytes
      },
    },
  }
}

function originOf({ request, target }: Exchange): string {
  const host = target.host ?? 'localhost'
  const scheme = 'encrypted' in request.socket ? 'https' : 'http'
  if (target.hostBucket === undefined) return `${scheme}://${host}`
  // Behind an access point's label stands a host that knows no buckets.
  return `${scheme}://${host.slice(target.hostBucket.length + 1).replace(/^s3-accesspoint(?=[.-])/, 's3')}`
}

function wireReply(operation: OperationModel, answer: ObjectReply): WireReply {
  const encoded = encodeResponse(operation, answer.output)
  return {
    status: answer.status ?? encoded.status,
    headers: answer.headers === undefined ? encoded.headers : { ...encoded.headers, ...answer.headers },
    body: answer.body ?? encoded.body,
  }
}

function notImplemented(message: string): S3Error {
  return new S3Error('NotImplemented', { message })
}
