import { decodeRequest } from '../../protocol/decode/decode-request.ts'
import type { PutObjectTaggingRequest } from '../../protocol/generated/s3-types.ts'
import { objectOperation } from '../../protocol/operations.ts'
import { parseQuery } from '../../protocol/query.ts'
import { checkDocument } from '../request/check-document.ts'

/** Fields that are headers of PutObject by the same name. */
const SAME_NAME = /^(cache-control|content-type|content-disposition|content-encoding|expires|x-amz-.*)$/
/** Of the signature, not of the object. */
const OF_SIGNATURE = /^x-amz-(algorithm|credential|date|signature|security-token|content-sha256)$/

/** The fields of a form as PutObject's headers. */
export function formHeaders(fields: ReadonlyMap<string, string>): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {}
  for (const [name, value] of fields) {
    if (SAME_NAME.test(name) && !OF_SIGNATURE.test(name)) headers[name] = value
  }
  const acl = fields.get('acl')
  if (acl !== undefined) headers['x-amz-acl'] = acl
  const tagging = fields.get('tagging')
  if (tagging !== undefined) headers['x-amz-tagging'] = taggingHeader(tagging)
  return headers
}

/** The field has tags as XML, the header as URL parameters. @throws ProtocolError or S3Error `MalformedXML` */
function taggingHeader(xml: string): string {
  const operation = objectOperation('PutObjectTagging')
  const decoded = decodeRequest(operation, { labels: {}, query: parseQuery(''), headers: {}, body: xml })
  checkDocument({ operation, input: decoded })
  const input = decoded as unknown as PutObjectTaggingRequest
  return input.Tagging.TagSet.map(({ Key, Value }) => `${encodeURIComponent(Key)}=${encodeURIComponent(Value)}`).join(
    '&',
  )
}
