/** Requests that address no operation: S3 knows what is meant by some of them, and says so. */
import { S3Error } from '../../db/model/s3-error.ts'
import type { QueryParameters } from '../protocol/query.ts'

export interface UnroutableRequest {
  readonly method: string
  readonly bucket: string | undefined
  readonly key: string | undefined
  readonly query: QueryParameters
}

export function unroutable(request: UnroutableRequest): S3Error {
  return meantForBucket(request) ?? halfAnUpload(request) ?? notThere(request)
}

/** Sub-resources of a bucket, with a key; seen on AWS. */
function meantForBucket({ method, key, query }: UnroutableRequest): S3Error | undefined {
  if (method !== 'GET' || key === undefined) return undefined
  if (query.has('versions')) {
    return new S3Error('InvalidRequest', {
      message: 'There is no such thing as the ?versions sub-resource for a key',
    })
  }
  if (!query.has('uploads')) return undefined
  return new S3Error('InvalidRequest', { message: 'Key is not expected for the GET method ?uploads subresource' })
}

/** A part's number without its upload, or the other way round; seen on AWS. */
function halfAnUpload({ method, key, query }: UnroutableRequest): S3Error | undefined {
  if (method !== 'PUT' || key === undefined) return undefined
  if (query.has('partNumber')) {
    return new S3Error('InvalidArgument', {
      message: 'This operation does not accept partNumber without uploadId',
      detail: { ArgumentName: 'partNumber', ArgumentValue: 'partNumber' },
    })
  }
  if (!query.has('uploadId')) return undefined
  return notAllowed(method, 'UPLOAD', { allow: 'DELETE, POST, GET' })
}

/** S3 knows GET, PUT, POST, DELETE, HEAD and OPTIONS; a sub-resource without an operation is not implemented. */
function notThere({ method, bucket, key, query }: UnroutableRequest): S3Error {
  const [subresource] = query.entries.map(([name]) => name).filter((name) => name !== 'x-id' && name !== '')
  if (subresource !== undefined) {
    const message = `s3control-local has no operation ${method} with the sub-resource ${subresource}.`
    return new S3Error('NotImplemented', { message })
  }
  return notAllowed(method, key !== undefined ? 'OBJECT' : bucket !== undefined ? 'BUCKET' : 'SERVICE')
}

function notAllowed(Method: string, ResourceType: string, headers: Readonly<Record<string, string>> = {}): S3Error {
  return new S3Error('MethodNotAllowed', { detail: { Method, ResourceType }, headers })
}
