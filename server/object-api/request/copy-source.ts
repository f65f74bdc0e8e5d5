import { parseArn } from '../../../db/model/arn.ts'
import type { ObjectAddress } from '../../../db/model/object.ts'
import { S3Error } from '../../../db/model/s3-error.ts'

/**
 * Reads `x-amz-copy-source`: URL-encoded `bucket/key`, with or without a leading slash, optionally
 * `?versionId=`; or an access point's `arn:…:accesspoint/name/object/key` (API Reference, CopyObject).
 * @throws S3Error `InvalidArgument`
 */
export function parseCopySource(header: string): ObjectAddress {
  const [path, versionId] = splitVersion(header)
  const source = decoded(path)
  const { bucket, key } = source.startsWith('arn:') ? ofArn(source) : ofPath(source)
  if (bucket === '' || key === '') throw invalid()
  return versionId === undefined ? { bucket, key } : { bucket, key, versionId }
}

/** The version is split off before decoding, because a key may hold an encoded question mark. */
function splitVersion(header: string): readonly [path: string, versionId: string | undefined] {
  const mark = header.indexOf(VERSION_ID, header.lastIndexOf('&') + 1)
  if (mark < 0) return [header, undefined]
  const [path, raw] = [header.slice(0, mark), header.slice(mark + VERSION_ID.length)]
  if (raw === '') {
    throw new S3Error('InvalidArgument', {
      message: 'Version id cannot be the empty string',
      detail: { ArgumentName: 'x-amz-copy-source', ArgumentValue: header },
    })
  }
  return [path, decoded(raw)]
}

const VERSION_ID = '?versionId='

function ofPath(source: string): { bucket: string; key: string } {
  const bare = source.startsWith('/') ? source.slice(1) : source
  const slash = bare.indexOf('/')
  return slash < 0 ? { bucket: bare, key: '' } : { bucket: bare.slice(0, slash), key: bare.slice(slash + 1) }
}

function ofArn(source: string): { bucket: string; key: string } {
  const resource = parseArn(source)?.resource ?? ''
  const mark = resource.indexOf('/object/')
  if (mark < 0) return { bucket: '', key: '' }
  const point = source.slice(0, source.length - resource.length + mark)
  return { bucket: point, key: resource.slice(mark + '/object/'.length) }
}

/** choice: a source whose escapes are broken is taken as it stands, as s3cmd and old clients send plain text. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', '%20'))
  } catch {
    return text
  }
}

/** The value is that of AWS's answer. */
function invalid(): S3Error {
  return new S3Error('InvalidArgument', {
    message: 'Invalid copy source object key',
    detail: { ArgumentName: 'x-amz-copy-source', ArgumentValue: 'x-amz-copy-source' },
  })
}
