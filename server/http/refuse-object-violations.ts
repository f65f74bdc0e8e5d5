/** What the model demands of an S3 request before its operation looks at it; values are the operation's own business. */
import { S3Error } from '../../db/model/s3-error.ts'
import type { Binding, OperationModel } from '../protocol/model.ts'
import { type Violation, validate } from '../protocol/validate.ts'

/** @throws S3Error for a member that must be there and is not */
export function refuseObjectViolations(operation: OperationModel, input: object): void {
  const missing = validate(operation, input).find(({ kind }) => kind === 'required')
  if (missing !== undefined) throw ERRORS[missing.binding](missing)
}

const ERRORS = {
  label: () => new S3Error('InvalidRequest'),
  query: missingArgument,
  header: missingHeader,
  prefix: missingHeader,
  payload: malformed,
  body: malformed,
} satisfies Record<Binding, (violation: Violation) => S3Error>

function missingArgument({ wireName }: Violation): S3Error {
  return new S3Error('InvalidArgument', {
    message: `This operation needs the query parameter ${wireName}.`,
    detail: { ArgumentName: wireName, ArgumentValue: '' },
  })
}

function missingHeader({ wireName }: Violation): S3Error {
  return new S3Error('InvalidRequest', { message: `Missing required header for this request: ${wireName}` })
}

function malformed({ wireName }: Violation): S3Error {
  return new S3Error(wireName === 'AccessControlPolicy' ? 'MalformedACLError' : 'MalformedXML')
}
