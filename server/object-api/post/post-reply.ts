import type { Bucket, ObjectVersion } from '../../../db/model/object.ts'
import { writeXml } from '../../protocol/xml/write.ts'
import type { XmlElement } from '../../protocol/xml/xml-element.ts'
import type { ObjectReply, ObjectRequest } from '../handler.ts'
import { encryptionHeaders } from '../reply/encryption-headers.ts'

/** A redirection, the form's own choice of 200, 201 or 204, or 204 (API Reference, "POST Object"). */
export function postReply(
  { origin }: ObjectRequest,
  bucket: Bucket,
  version: ObjectVersion,
  fields: ReadonlyMap<string, string>,
): ObjectReply {
  const etag = `"${version.etag}"`
  const location = `${origin}/${bucket.name}/${version.key.split('/').map(encodeURIComponent).join('/')}`
  const headers = {
    etag,
    location,
    ...encryptionHeaders(version.encryption),
    ...(bucket.versioning === 'Enabled' ? { 'x-amz-version-id': version.versionId } : {}),
  }
  const redirect = redirection(fields, bucket.name, version.key, etag)
  if (redirect !== undefined) return { output: {}, status: 303, headers: { ...headers, location: redirect } }
  const status = fields.get('success_action_status')
  if (status === '200') return { output: {}, status: 200, headers }
  if (status !== '201') return { output: {}, status: 204, headers }
  const text = writeXml(
    element('PostResponse', [
      leaf('Location', location),
      leaf('Bucket', bucket.name),
      leaf('Key', version.key),
      leaf('ETag', etag),
    ]),
  )
  return {
    output: {},
    status: 201,
    headers: { ...headers, 'content-type': 'application/xml' },
    body: { kind: 'bytes', bytes: Buffer.from(text) },
  }
}

/** An address that cannot be read counts as none. */
function redirection(
  fields: ReadonlyMap<string, string>,
  bucket: string,
  key: string,
  etag: string,
): string | undefined {
  const text = fields.get('success_action_redirect') ?? fields.get('redirect')
  if (text === undefined || !URL.canParse(text)) return undefined
  const url = new URL(text)
  url.searchParams.set('bucket', bucket)
  url.searchParams.set('key', key)
  url.searchParams.set('etag', etag)
  return url.href
}

function leaf(name: string, text: string): XmlElement {
  return { name, attributes: {}, children: [], text }
}

function element(name: string, children: readonly XmlElement[]): XmlElement {
  return { name, attributes: {}, children, text: '' }
}
