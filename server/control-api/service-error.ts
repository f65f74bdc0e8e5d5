/**
 * A refusal of S3 Control. The codes are the modelled exceptions of the job operations (reference 2.1) and the codes
 * that S3 Control is known to send beside them (2.3). Statuses: reference 2.3 and 2.4; the models carry none.
 */
export class ServiceError extends Error {
  override readonly name = 'ServiceError'
  readonly code: ServiceErrorCode
  readonly status: number
  /** Extra elements of the error body. */
  readonly detail: Readonly<Record<string, string>>

  constructor(code: ServiceErrorCode, message: string, detail: Readonly<Record<string, string>> = {}) {
    super(message)
    this.code = code
    this.status = STATUSES[code]
    this.detail = detail
  }
}

export type ServiceErrorCode = keyof typeof STATUSES

const STATUSES = {
  AccessDenied: 403,
  BadRequestException: 400,
  IdempotencyException: 400,
  // What the service answers to a copy without TargetResource (reference 2.3).
  InternalError: 500,
  InternalServiceException: 500,
  InvalidNextTokenException: 400,
  InvalidRequest: 400,
  InvalidRequestException: 400,
  JobStatusException: 400,
  MethodNotAllowed: 405,
  // choice: the API pages print 400 for every client error; 404 is what the name means to people and tools.
  NotFoundException: 404,
  NotImplemented: 501,
  TooManyRequestsException: 400,
  TooManyTagsException: 400,
} satisfies Record<string, number>

/** Undefined for a code that S3 Control is not known to send. */
export function serviceErrorStatus(code: string): number | undefined {
  const statuses: Readonly<Record<string, number>> = STATUSES
  return Object.hasOwn(statuses, code) ? statuses[code] : undefined
}
