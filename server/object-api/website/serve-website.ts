/**
 * A bucket's website endpoint (User Guide, "Hosting a static website"): index documents, redirections, and errors as
 * pages. Whoever asks is anonymous there.
 */
import { BUCKET_CONFIGURATIONS } from '../../../db/model/bucket-configuration.ts'
import type { Bucket } from '../../../db/model/object.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import { decodeRequest } from '../../protocol/decode/decode-request.ts'
import type { GetObjectRequest, WebsiteConfiguration } from '../../protocol/generated/s3-types.ts'
import { wireHeaderValue } from '../../protocol/headers.ts'
import { objectOperation } from '../../protocol/operations.ts'
import { parseQuery } from '../../protocol/query.ts'
import { guarded } from '../access/guarded.ts'
import type { ObjectApiPorts, ObjectHandler, ObjectReply, ObjectRequest } from '../handler.ts'
import { getObject } from '../objects/get-object.ts'
import { errorPage } from './error-page.ts'
import { type Redirection, redirectAll, routed } from './routing-rule.ts'

const { GetObject: readObject } = guarded({ GetObject: getObject })

export const serveWebsite: ObjectHandler = async (ports, request) => {
  try {
    const bucket = await ports.store.buckets.get(request.bucket ?? '')
    return await serve(ports, request, bucket, await configurationOf(ports, bucket))
  } catch (error) {
    if (error instanceof S3Error && error.status !== 304) return errorPage(error, request)
    throw error
  }
}

async function serve(
  ports: ObjectApiPorts,
  request: ObjectRequest,
  bucket: Bucket,
  website: WebsiteConfiguration,
): Promise<ObjectReply> {
  const { key = '', origin, headers } = request
  const at = { key, origin: `${origin.slice(0, origin.indexOf('://'))}://${String(headers['host'])}` }
  const first = redirectAll(website, at) ?? routed(website, at, undefined)
  if (first !== undefined) return redirected(first)
  const index = website.IndexDocument?.Suffix ?? ''
  try {
    return await page(ports, request, key === '' || key.endsWith('/') ? key + index : key)
  } catch (error) {
    if (!(error instanceof S3Error) || error.status < 400) throw error
    const later = routed(website, at, error.status)
    if (later !== undefined) return redirected(later)
    if (await isFolder(ports, bucket, key, index)) return redirected({ status: 302, location: `/${encodeURI(key)}/` })
    return errorDocument(ports, request, website, error)
  }
}

async function configurationOf({ store }: ObjectApiPorts, bucket: Bucket): Promise<WebsiteConfiguration> {
  const stored = await store.buckets.configuration(bucket.name, BUCKET_CONFIGURATIONS.website)
  if (stored === undefined) throw new S3Error('NoSuchWebsiteConfiguration', { detail: { BucketName: bucket.name } })
  return stored as WebsiteConfiguration
}

/** An object as a page; one that names another place leads there. */
async function page(ports: ObjectApiPorts, request: ObjectRequest, key: string): Promise<ObjectReply> {
  const operation = objectOperation('GetObject')
  const query = parseQuery('')
  const labels = { Bucket: request.bucket ?? '', Key: key }
  const input = decodeRequest(operation, { labels, query, headers: request.headers }) as unknown as GetObjectRequest
  const caller = { ...request.caller, anonymous: true }
  const reply = await readObject(ports, { ...request, operation, query, key, input, caller })
  const elsewhere = reply.output['WebsiteRedirectLocation']
  if (typeof elsewhere !== 'string') return reply
  discard(reply)
  return redirected({ status: 301, location: elsewhere })
}

/** `/folder` leads to `/folder/` when that has an index document. */
async function isFolder({ store }: ObjectApiPorts, bucket: Bucket, key: string, index: string): Promise<boolean> {
  if (key === '' || key.endsWith('/') || index === '') return false
  const found = await store.reads.find({ bucket: bucket.name, key: `${key}/${index}` })
  return found !== undefined && !found.deleteMarker
}

async function errorDocument(
  ports: ObjectApiPorts,
  request: ObjectRequest,
  { ErrorDocument: document }: WebsiteConfiguration,
  error: S3Error,
): Promise<ObjectReply> {
  if (document === undefined) return errorPage(error, request)
  try {
    const { range: _whole, ...headers } = request.headers
    return { ...(await page(ports, { ...request, headers }, document.Key)), status: error.status }
  } catch (second) {
    if (second instanceof S3Error) return errorPage(error, request)
    throw second
  }
}

function redirected({ status, location }: Redirection): ObjectReply {
  return {
    output: {},
    status,
    headers: { location: wireHeaderValue(location) },
    body: { kind: 'bytes', bytes: new Uint8Array(0) },
  }
}

function discard({ body }: ObjectReply): void {
  if (body?.kind === 'stream') body.stream.destroy()
}
