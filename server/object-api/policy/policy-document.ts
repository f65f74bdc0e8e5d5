/** Bucket policies as they are worked with: every member that may be one or many is a list. */
import { S3Error } from '../../../db/model/s3-error.ts'

export interface PolicyDocument {
  readonly version: string
  readonly statements: readonly PolicyStatement[]
}

export interface PolicyStatement {
  readonly effect: 'Allow' | 'Deny'
  readonly principals: PrincipalSet
  /** `Action` or, negated, `NotAction`; so for resources. */
  readonly actions: Listed
  readonly resources: Listed
  readonly conditions: readonly PolicyCondition[]
}

export interface Listed {
  readonly negated: boolean
  readonly patterns: readonly string[]
}

export interface PrincipalSet {
  readonly negated: boolean
  /** `*` alone, and by type: `AWS`, `CanonicalUser`, `Service`, `Federated`. */
  readonly anyone: boolean
  readonly byType: Readonly<Record<string, readonly string[]>>
}

export interface PolicyCondition {
  /** `StringEquals`, with `IfExists` and `ForAllValues:` as written. */
  readonly operator: string
  readonly key: string
  readonly values: readonly string[]
}

/** Reads a policy's text. @throws S3Error `MalformedPolicy` */
export function parsePolicy(text: string): PolicyDocument {
  const document = parseJson(text)
  if (!isRecord(document)) throw malformed("Policies must be valid JSON and the first byte must be '{'")
  const { Version: version = '2008-10-17', Statement: statement } = document
  if (version !== '2012-10-17' && version !== '2008-10-17') {
    throw malformed('The policy must contain a valid version string')
  }
  if (statement === undefined) throw malformed('Missing required field Statement')
  const statements = Array.isArray(statement) ? statement : [statement]
  if (statements.length === 0) throw malformed('Could not parse the policy: Statement is empty!')
  return { version, statements: statements.map(parseStatement) }
}

function parseStatement(raw: unknown): PolicyStatement {
  if (!isRecord(raw)) throw malformed('Policy has invalid statement')
  const { Effect: effect } = raw
  if (effect === undefined) throw malformed('Missing required field Effect')
  if (effect !== 'Allow' && effect !== 'Deny') throw malformed(`Invalid effect : ${JSON.stringify(effect)}`)
  return {
    effect,
    principals: parsePrincipals(raw),
    actions: parseListed(raw, 'Action'),
    resources: parseListed(raw, 'Resource'),
    conditions: parseConditions(raw['Condition']),
  }
}

function parseListed(raw: Readonly<Record<string, unknown>>, name: 'Action' | 'Resource'): Listed {
  const negated = raw[name] === undefined && raw[`Not${name}`] !== undefined
  const value = negated ? raw[`Not${name}`] : raw[name]
  if (value === undefined) throw malformed(`Missing required field ${name}`)
  const patterns = textsOf(value)
  if (patterns === undefined) throw malformed(`Policy has invalid ${name.toLowerCase()}`)
  if (patterns.length === 0) throw malformed(`Missing required field ${name} cannot be empty!`)
  return { negated, patterns }
}

function parsePrincipals(raw: Readonly<Record<string, unknown>>): PrincipalSet {
  const negated = raw['Principal'] === undefined && raw['NotPrincipal'] !== undefined
  const value = negated ? raw['NotPrincipal'] : raw['Principal']
  if (value === undefined) throw malformed('Missing required field Principal')
  if (value === '*') return { negated, anyone: true, byType: {} }
  if (!isRecord(value) || Object.keys(value).length === 0) throw malformed('Invalid policy syntax.')
  const byType: Record<string, readonly string[]> = {}
  for (const [type, listed] of Object.entries(value)) {
    const names = textsOf(listed)
    if (names === undefined || !PRINCIPAL_TYPES.has(type)) throw malformed('Invalid principal in policy')
    byType[type] = names
  }
  return { negated, anyone: byType['AWS']?.includes('*') === true, byType }
}

const PRINCIPAL_TYPES = new Set(['AWS', 'CanonicalUser', 'Service', 'Federated'])

function parseConditions(raw: unknown): readonly PolicyCondition[] {
  if (raw === undefined) return []
  if (!isRecord(raw)) throw malformed('Policy has invalid condition')
  return Object.entries(raw).flatMap(([operator, keys]) => {
    if (!isRecord(keys)) throw malformed('Policy has invalid condition')
    return Object.entries(keys).map(([key, value]) => {
      const values = textsOf(value)
      if (values === undefined) throw malformed('Policy has invalid condition')
      return { operator, key, values }
    })
  })
}

/** One text, number or boolean, or a list of them. */
function textsOf(value: unknown): readonly string[] | undefined {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  const texts = list.filter((item) => ['string', 'number', 'boolean'].includes(typeof item)).map(String)
  return texts.length === list.length ? texts : undefined
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw malformed("Policies must be valid JSON and the first byte must be '{'")
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function malformed(message: string): S3Error {
  return new S3Error('MalformedPolicy', { message })
}
