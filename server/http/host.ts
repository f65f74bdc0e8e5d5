/** What the `Host` header says. It is only ever compared as text: clients send names that no URL parser takes. */
import type { HostAccessPoint } from '../object-api/access-points/through-access-point.ts'

export interface HostMeaning {
  /** A bucket addressed as BUCKET.domain. */
  readonly bucket: string | undefined
  /** NAME-ACCOUNT.s3-accesspoint.REGION.domain; NAME-ACCOUNT.domain, which is a bucket's host too. */
  readonly accessPoint: HostAccessPoint | undefined
  /** The `{AccountId}.` that S3 Control clients put in front of any endpoint (clients.md, section 1). */
  readonly account: string | undefined
  /** The bucket's website endpoint is meant: BUCKET.s3-website.domain, BUCKET.s3-website-REGION.domain. */
  readonly website: boolean
}

/** Names that are this server whatever is configured; LocalStack's is the one its users' programs have. */
const OWN_DOMAINS = ['localhost', 'localhost.localstack.cloud']
const AMAZON = /^(?:(.+)\.)?s3(?:[.-](?:dualstack\.)?[a-z0-9-]+)?\.amazonaws\.com(?:\.cn)?$/
/** `bucket.s3`, `bucket.s3.us-east-1`: what is left when the domain is taken off. */
const BEFORE_SERVICE = /^(.+)\.s3(?:\.[a-z]{2}(?:-[a-z]+)+-\d)?$/
/**
 * choice: under a name that nobody configured a bucket is what stands before a label `s3`, as in AWS's own names. So an
 * endpoint such as http://s3.test, through this server as a proxy or an alias of a network, needs no setting.
 */
const BEFORE_S3 = /^(.+?)\.s3\.[^.].*$/
/** First labels that name a service; none of them is a bucket under our own domains. */
const SERVICE = /^(?:s3|s3-control|s3express-control|sts)(?:\.|$)/
const WEBSITE = /^(.+?)\.s3-website(?:[.-][a-z]{2}(?:-[a-z]+)+-\d)?\.[^.].*$/
/** SDKs that are given an endpoint and an access point's ARN make the short form of the two. */
const ACCESS_POINT =
  /^(?<label>(?<name>[a-z0-9-]{3,50})-(?<account>\d{12}))\.s3-accesspoint(?:-fips)?(?:\.dualstack)?\.(?<region>[a-z0-9-]+)\./
/** Names that no resolver knows come through this server as the proxy. */
const BEFORE_ADDRESS = /^([a-z0-9-]{3,50}-\d{12})\.\d{1,3}(?:\.\d{1,3}){3}$/
const ACCESS_POINT_LABEL = /^(?<name>[a-z0-9-]{3,50})-(?<account>\d{12})$/
const NOTHING: HostMeaning = Object.freeze({
  bucket: undefined,
  accessPoint: undefined,
  account: undefined,
  website: false,
})

export type HostReader = (host: string | undefined) => HostMeaning

/** @param baseDomains configured names, beside the built-in ones */
export function createHostReader(baseDomains: readonly string[]): HostReader {
  const suffixes = [...OWN_DOMAINS, ...baseDomains].map((domain) => `.${domain}`).sort((a, b) => b.length - a.length)
  const known = new Map<string, HostMeaning>()
  return (host) => {
    if (host === undefined) return NOTHING
    const meaning = known.get(host) ?? readHost(host, suffixes)
    if (known.size < MAX_KNOWN && host.length <= LONGEST_KNOWN) known.set(host, meaning)
    return meaning
  }
}

const MAX_KNOWN = 1_000
/** No name of DNS is longer; what is may be as long as a header. */
const LONGEST_KNOWN = 255

function readHost(host: string, suffixes: readonly string[]): HostMeaning {
  const name = host.toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '')
  const account = /^(\d{12})\./.exec(name)?.[1]
  const site = WEBSITE.exec(name)?.[1]
  if (site !== undefined) return { bucket: site, accessPoint: undefined, account: undefined, website: true }
  const point = ACCESS_POINT.exec(name)?.groups
  if (point !== undefined) {
    return { bucket: point['label'], accessPoint: accessPointOf(point), account: undefined, website: false }
  }
  const bucket = bucketOf(name, suffixes)
  if (account === undefined && bucket === undefined) return NOTHING
  const label = ACCESS_POINT_LABEL.exec(bucket ?? '')?.groups
  return { bucket, accessPoint: label === undefined ? undefined : accessPointOf(label), account, website: false }
}

function accessPointOf(groups: Readonly<Record<string, string | undefined>>): HostAccessPoint {
  return { name: groups['name'] ?? '', account: groups['account'] ?? '', region: groups['region'] }
}

function bucketOf(name: string, suffixes: readonly string[]): string | undefined {
  const amazon = AMAZON.exec(name)
  if (amazon !== null) return amazon[1]
  if (suffixes.some((suffix) => suffix === `.${name}`)) return undefined
  const suffix = suffixes.find((candidate) => name.endsWith(candidate))
  if (suffix === undefined) return (BEFORE_S3.exec(name) ?? BEFORE_ADDRESS.exec(name))?.[1]
  const rest = name.slice(0, -suffix.length)
  if (SERVICE.test(rest)) return undefined
  return BEFORE_SERVICE.exec(rest)?.[1] ?? rest
}
