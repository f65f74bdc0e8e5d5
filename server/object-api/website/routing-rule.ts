import type { Redirect, RoutingRule, WebsiteConfiguration } from '../../protocol/generated/s3-types.ts'

export interface Redirection {
  readonly status: number
  readonly location: string
}

/** Where a request came in: what a redirection does not say stays as it is. */
export interface WebsiteAddress {
  /** Scheme and authority. */
  readonly origin: string
  readonly key: string
}

/** The redirection of all requests to another host. */
export function redirectAll(
  { RedirectAllRequestsTo: all }: WebsiteConfiguration,
  at: WebsiteAddress,
): Redirection | undefined {
  return all === undefined ? undefined : redirection(all, at, at.key)
}

/**
 * The redirection of the first rule whose condition holds (User Guide, "Configuring advanced conditional redirects").
 * @param status of the error that the request would end in; undefined before it is carried out
 */
export function routed(
  { RoutingRules: rules = [] }: WebsiteConfiguration,
  at: WebsiteAddress,
  status: number | undefined,
): Redirection | undefined {
  const rule = rules.find((candidate) => holds(candidate, at.key, status))
  if (rule === undefined) return undefined
  const { ReplaceKeyWith: whole, ReplaceKeyPrefixWith: prefix } = rule.Redirect
  const rest = at.key.slice((rule.Condition?.KeyPrefixEquals ?? '').length)
  return redirection(rule.Redirect, at, whole ?? (prefix === undefined ? at.key : prefix + rest))
}

function holds({ Condition: condition }: RoutingRule, key: string, status: number | undefined): boolean {
  const { KeyPrefixEquals: prefix, HttpErrorCodeReturnedEquals: code } = condition ?? {}
  if (code === undefined ? status !== undefined : code !== String(status)) return false
  return key.startsWith(prefix ?? '')
}

function redirection(redirect: Redirect, { origin }: WebsiteAddress, key: string): Redirection {
  const [scheme = 'http', host = ''] = origin.split('://')
  const { Protocol = scheme, HostName = host, HttpRedirectCode = '301' } = redirect
  const path = key.split('/').map(encodeURIComponent).join('/')
  return { status: Number(HttpRedirectCode), location: `${Protocol}://${HostName}/${path}` }
}
