/** What the model demands of an S3 request before its operation looks at it; values are the operation's own business. */
import { S3Error } from '../../db/model/s3-error.ts'
import type { Binding, Member, OperationModel } from '../protocol/model.ts'
import { perOperation } from '../protocol/per-operation.ts'
import { validate } from '../protocol/validate.ts'

/** @throws S3Error for a member that must be there and is not */
export function refuseObjectViolations(operation: OperationModel, input: Readonly<Record<string, unknown>>): void {
  const demands = demandsOf(operation)
  if (demands.document) {
    const missing = validate(operation, input).find(({ kind }) => kind === 'required')
    if (missing !== undefined) throw ERRORS[missing.binding](missing.wireName)
    return
  }
  for (const { name, binding, wireName } of demands.members) {
    if (input[name] === undefined) throw ERRORS[binding](wireName)
  }
}

interface Demands {
  /** There is a document, inside of which members may be missing. */
  readonly document: boolean
  readonly members: readonly Member[]
}

/** Most operations demand nothing but a bucket and a key, which they have by being routed. */
const demandsOf = perOperation((operation): Demands => {
  const members = operation.input.members.filter(({ shape }) => shape.kind !== 'streaming')
  return {
    document: members.some(({ binding }) => binding === 'payload' || binding === 'body'),
    members: members.filter(({ binding, required }) => required && binding !== 'label'),
  }
})

const ERRORS = {
  label: () => new S3Error('InvalidRequest'),
  query: missingArgument,
  header: missingHeader,
  prefix: missingHeader,
  payload: malformed,
  body: malformed,
} satisfies Record<Binding, (wireName: string) => S3Error>

function missingArgument(wireName: string): S3Error {
  return new S3Error('InvalidArgument', {
    message: `This operation needs the query parameter ${wireName}.`,
    detail: { ArgumentName: wireName, ArgumentValue: '' },
  })
}

function missingHeader(wireName: string): S3Error {
  return new S3Error('InvalidRequest', { message: `Missing required header for this request: ${wireName}` })
}

function malformed(wireName: string): S3Error {
  return new S3Error(wireName === 'AccessControlPolicy' ? 'MalformedACLError' : 'MalformedXML')
}
