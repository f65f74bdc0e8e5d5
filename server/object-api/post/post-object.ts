/** PostObject: a browser's upload by a form. Everything that others say in headers stands in the form's fields. */
import type { ObjectVersion } from '../../../db/model/object.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import { checkPostLength, evaluatePostPolicy, type PostLengthRange } from '../../auth/post-policy.ts'
import { decodeRequest } from '../../protocol/decode/decode-request.ts'
import type { PutObjectRequest } from '../../protocol/generated/s3-types.ts'
import { objectOperation } from '../../protocol/operations.ts'
import { parseQuery } from '../../protocol/query.ts'
import { requireAccess } from '../access/authorize.ts'
import { existingBucket } from '../buckets/existing-bucket.ts'
import type { ObjectApiPorts, ObjectHandler, ObjectRequest } from '../handler.ts'
import { writeObject } from '../objects/write-object.ts'
import { type BrowserForm, readBrowserForm } from './browser-form.ts'
import { formHeaders } from './form-headers.ts'
import { postReply } from './post-reply.ts'

const ANY_LENGTH: PostLengthRange = { min: 0, max: 5 * 1024 ** 3 }

export const postObject: ObjectHandler = async (ports, request) => {
  const form = await readBrowserForm(String(request.headers['content-type']), request.body.source)
  const fields = withFileName(form)
  const key = fields.get('key')
  if (key === undefined || key === '') throw keyMissing()
  const caller = ports.formCaller?.(fields) ?? request.caller
  const range = lengthRange(ports, request, fields)
  const put = putRequest({ ...request, caller }, form, fields, key)
  const bucket = await existingBucket(ports, put)
  if (ports.settings.auth === 'sigv4') {
    const access = { action: 's3:PutObject', level: 'object', acl: { on: 'bucket', permission: 'WRITE' } } as const
    await requireAccess(ports, put, access, { bucket, key })
  }
  const version: ObjectVersion = await writeObject(ports, put, bucket, {
    lengthOptional: true,
    maxBytes: Math.min(range.max, ANY_LENGTH.max),
    check: (size) => checkPostLength(range, size),
  })
  return postReply(request, bucket, version, fields)
}

/** `${filename}` stands for the name of the file. */
function withFileName({ fields, file }: BrowserForm): ReadonlyMap<string, string> {
  const name = file.name.replace(/^.*[/\\]/s, '')
  return new Map([...fields].map(([field, value]) => [field, value.replaceAll('${filename}', name)]))
}

/** A form without a policy is anonymous, and may be of any length. */
function lengthRange(
  { clock }: ObjectApiPorts,
  { bucket = '' }: ObjectRequest,
  fields: ReadonlyMap<string, string>,
): PostLengthRange {
  const policy = fields.get('policy')
  if (policy === undefined) return ANY_LENGTH
  return evaluatePostPolicy({ policy, fields, bucket, nowMs: clock.now() })
}

/** The same upload as a PutObject request. */
function putRequest(
  request: ObjectRequest,
  form: BrowserForm,
  fields: ReadonlyMap<string, string>,
  key: string,
): ObjectRequest<PutObjectRequest> {
  const operation = objectOperation('PutObject')
  const headers = formHeaders(fields)
  const query = parseQuery('')
  const labels = { Bucket: request.bucket ?? '', Key: key }
  // The decoded input has the form that the operation's model gives it.
  const input = decodeRequest(operation, { labels, query, headers }) as unknown as PutObjectRequest
  return { ...request, operation, key, query, headers, input, body: { source: form.file.content, length: undefined } }
}

function keyMissing(): S3Error {
  return new S3Error('InvalidArgument', {
    message: "Bucket POST must contain a field named 'key'.  If it is specified, please check the order of the fields.",
    detail: { ArgumentName: 'key', ArgumentValue: '' },
  })
}
