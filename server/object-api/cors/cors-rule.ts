import type { CORSRule } from '../../protocol/generated/s3-types.ts'

/** The methods that rules can allow. */
export const CORS_METHODS: ReadonlySet<string> = new Set(['GET', 'PUT', 'HEAD', 'POST', 'DELETE'])

/** What a browser asks for or does. */
export interface CrossOriginRequest {
  readonly origin: string
  readonly method: string
  /** Headers it wants to send, of a preflight. */
  readonly headers: readonly string[]
}

/** The first rule that allows all of it (User Guide, "How Amazon S3 evaluates the CORS configuration"). */
export function allowingRule(rules: readonly CORSRule[], asked: CrossOriginRequest): CORSRule | undefined {
  return rules.find(
    (rule) =>
      rule.AllowedOrigins.some((origin) => matches(origin, asked.origin)) &&
      rule.AllowedMethods.includes(asked.method) &&
      asked.headers.every(
        (header) => rule.AllowedHeaders?.some((allowed) => matches(allowed.toLowerCase(), header)) === true,
      ),
  )
}

/** The headers by which a browser learns that it may. */
export function crossOriginHeaders(rule: CORSRule, asked: CrossOriginRequest): Record<string, string> {
  const anybody = rule.AllowedOrigins.includes('*')
  const exposed = rule.ExposeHeaders ?? []
  return {
    'access-control-allow-origin': anybody ? '*' : asked.origin,
    ...(anybody ? {} : { 'access-control-allow-credentials': 'true' }),
    'access-control-allow-methods': rule.AllowedMethods.join(', '),
    ...(exposed.length === 0 ? {} : { 'access-control-expose-headers': exposed.join(', ') }),
    ...(rule.MaxAgeSeconds === undefined ? {} : { 'access-control-max-age': String(rule.MaxAgeSeconds) }),
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  }
}

/** A pattern has one `*` at most. */
function matches(pattern: string, text: string): boolean {
  const star = pattern.indexOf('*')
  if (star < 0) return pattern === text
  const [start, end] = [pattern.slice(0, star), pattern.slice(star + 1)]
  return text.length >= start.length + end.length && text.startsWith(start) && text.endsWith(end)
}
