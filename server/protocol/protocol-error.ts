/** Codes a request can fail with before anyone looks at what it means. All of them are HTTP 400. */
export type ProtocolErrorCode = 'InvalidArgument' | 'InvalidURI' | 'MalformedXML' | 'MissingRequestBodyError'

export interface ProtocolErrorDetails {
  /** Where in the request the fault lies: `Operation.S3PutObjectTagging.TagSet[0].Key`, `x-amz-acl`. */
  readonly member?: string
  /** The offending value as sent, where S3 repeats it (`ArgumentValue`). */
  readonly value?: string
}

/** The request's bytes do not have the form the service model demands. Safe to show to the caller. */
export class ProtocolError extends Error {
  readonly code: ProtocolErrorCode
  readonly member: string | undefined
  readonly value: string | undefined

  constructor(code: ProtocolErrorCode, message: string, details: ProtocolErrorDetails = {}) {
    super(message)
    this.name = 'ProtocolError'
    this.code = code
    this.member = details.member
    this.value = details.value
  }
}

export const MALFORMED_XML = 'The XML you provided was not well-formed or did not validate against our published schema'
