/**
 * Configurations of which a bucket may have many, told apart by an id: analytics, intelligent tiering, inventory and
 * metrics. All four have the same four operations.
 */
import { S3Error } from '../../../db/model/s3-error.ts'
import type { StructureShape } from '../../protocol/model.ts'
import { existingBucket } from '../buckets/existing-bucket.ts'
import type { ObjectApiPorts, ObjectHandler, ObjectReply } from '../handler.ts'
import { openToken, sealToken } from '../listings/continuation-token.ts'
import { checkDocument } from '../request/check-document.ts'
import { revived } from './revived.ts'

interface Identified {
  readonly Id: string
}

export interface PutInput {
  readonly Id: string
  readonly ExpectedBucketOwner?: string | undefined
}

export interface ListInput {
  readonly ContinuationToken?: string | undefined
  readonly ExpectedBucketOwner?: string | undefined
}

export interface IdentifiedKind<Body extends Identified> {
  /** In the store, and S3's sub-resource. */
  readonly kind: string
  /** Member that carries one, `InventoryConfiguration`; a list of them has `List` after it. */
  readonly member: string
  /** Largest number in a bucket. */
  readonly most: number
  readonly check?: (configuration: Body) => void
}

const PAGE = 100

export function putIdentified<Body extends Identified>(kind: IdentifiedKind<Body>): ObjectHandler<PutInput> {
  return async (ports, request) => {
    const { input } = request
    const configuration = (input as unknown as Readonly<Record<string, Body>>)[kind.member]
    checkDocument(request)
    if (configuration === undefined) throw new S3Error('MalformedXML')
    if (configuration.Id !== input.Id) throw new S3Error('IdMismatch')
    if (!/^[a-zA-Z0-9\-_.]{1,64}$/.test(input.Id))
      throw new S3Error('InvalidArgument', { message: 'The configuration ID is not valid.' })
    kind.check?.(configuration)
    const bucket = await existingBucket(ports, request)
    const known = await ports.store.buckets.configurations(bucket.name, kind.kind)
    if (known.length >= kind.most && !known.some(({ id }) => id === input.Id))
      throw new S3Error('TooManyConfigurations')
    await ports.store.buckets.putConfiguration(bucket.name, kind.kind, configuration, input.Id)
    return { output: {} }
  }
}

export function getIdentified<Body extends Identified>(kind: IdentifiedKind<Body>): ObjectHandler<PutInput> {
  return async (ports, request) => {
    const bucket = await existingBucket(ports, request)
    const stored = await ports.store.buckets.configuration(bucket.name, kind.kind, request.input.Id)
    if (stored === undefined) throw new S3Error('NoSuchConfiguration')
    return { output: revived(request.operation.output, { [kind.member]: stored }) }
  }
}

export function deleteIdentified<Body extends Identified>(kind: IdentifiedKind<Body>): ObjectHandler<PutInput> {
  return async (ports, request) => {
    const bucket = await existingBucket(ports, request)
    const removed = await ports.store.buckets.removeConfiguration(bucket.name, kind.kind, request.input.Id)
    if (!removed) throw new S3Error('NoSuchConfiguration')
    return { output: {} }
  }
}

export function listIdentified<Body extends Identified>(kind: IdentifiedKind<Body>): ObjectHandler<ListInput> {
  return async (ports, request) => {
    const bucket = await existingBucket(ports, request)
    const { ContinuationToken: token } = request.input
    return listPage(ports, kind, bucket.name, token, request.operation.output)
  }
}

async function listPage<Body extends Identified>(
  { store }: ObjectApiPorts,
  { kind, member }: IdentifiedKind<Body>,
  bucket: string,
  token: string | undefined,
  shape: StructureShape,
): Promise<ObjectReply> {
  const after = token === undefined ? '' : openToken(token)
  const rest = (await store.buckets.configurations(bucket, kind)).filter(({ id }) => id > after)
  const page = rest.slice(0, PAGE)
  const last = rest.length > PAGE ? page.at(-1) : undefined
  return {
    output: {
      IsTruncated: last !== undefined,
      ...(token === undefined ? {} : { ContinuationToken: token }),
      ...(last === undefined ? {} : { NextContinuationToken: sealToken(last.id) }),
      ...revived(shape, { [`${member}List`]: page.map(({ body }) => body) }),
    },
  }
}
