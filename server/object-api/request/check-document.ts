import { S3Error, type S3ErrorCode } from '../../../db/model/s3-error.ts'
import { validate } from '../../protocol/validate.ts'
import type { ObjectRequest } from '../handler.ts'

/**
 * Holds a request's XML document against the model: enumerations, and members that must be there.
 * @throws S3Error `MalformedXML`, or the code that S3 has for this document
 */
export function checkDocument(
  { operation, input }: { readonly operation: ObjectRequest['operation']; readonly input: object },
  code: S3ErrorCode = 'MalformedXML',
): void {
  const fault = validate(operation, input).find(({ binding }) => binding === 'payload' || binding === 'body')
  if (fault !== undefined) throw new S3Error(code)
}
