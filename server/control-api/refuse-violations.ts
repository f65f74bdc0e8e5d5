/** What the validator finds → the error S3 Control answers with: its own words where they are known (reference 2.3). */
import type { OperationModel } from '../protocol/model.ts'
import type { Violation } from '../protocol/validate.ts'
import { ServiceError } from './service-error.ts'

/** @throws ServiceError for the first violation that has words of its own, else for all of them together */
export function refuseViolations(operation: OperationModel, violations: readonly Violation[]): void {
  if (violations.length === 0) return
  for (const rule of KNOWN) {
    const found = violations.find((violation) => rule.fits(`${operation.name}.${violation.path}`, violation))
    if (found !== undefined) throw rule.error(found)
  }
  throw new ServiceError('BadRequestException', summary(violations).slice(0, MAX_MESSAGE))
}

const MAX_MESSAGE = 1024

interface Rule {
  readonly fits: (path: string, violation: Violation) => boolean
  readonly error: (violation: Violation) => ServiceError
}

/** In the order in which the service is believed to look. */
const KNOWN: readonly Rule[] = [
  {
    fits: (path, { kind }) => path === 'CreateJob.RoleArn' && kind === 'required',
    error: () => new ServiceError('InvalidRequest', 'Missing role arn'),
  },
  {
    fits: (path) => path === 'CreateJob.RoleArn',
    error: () => new ServiceError('InvalidRequest', 'Invalid role arn'),
  },
  {
    fits: (path) => /^CreateJob\.Manifest(?:\.|$)/.test(path),
    error: () => new ServiceError('InvalidRequest', 'Invalid job manifest'),
  },
  {
    fits: (path, { kind }) => path === 'CreateJob.Operation.LambdaInvoke.UserArguments' && kind === 'length',
    error: () => new ServiceError('InvalidRequest', 'Request invalid'),
  },
  {
    fits: (path) => path === 'ListJobs.NextToken',
    error: () => new ServiceError('InvalidNextTokenException', 'The next token is not valid.'),
  },
  {
    fits: (path) => path.startsWith('ListJobs.'),
    error: (violation) => new ServiceError('InvalidRequest', summary([violation])),
  },
]

/** In the form of AWS's own validators. */
function summary(violations: readonly Violation[]): string {
  const count = violations.length
  const each = violations.map(({ path, value, message }) => {
    const shown = value === undefined ? '' : `Value '${value}' `
    return `${shown}at '${lowerFirst(path)}' failed to satisfy constraint: ${message}`
  })
  return `${count} validation error${count === 1 ? '' : 's'} detected: ${each.join('; ')}`
}

function lowerFirst(path: string): string {
  return path.replaceAll(/(^|\.)([A-Z])/g, (_, dot: string, letter: string) => dot + letter.toLowerCase())
}
