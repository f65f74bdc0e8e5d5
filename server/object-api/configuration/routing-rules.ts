import { S3Error } from '../../../db/model/s3-error.ts'
import type { Redirect, RoutingRule } from '../../protocol/generated/s3-types.ts'

const MAX_ROUTING_RULES = 50

/** What S3 refuses in the rules of a website. @throws S3Error `InvalidRequest`, `MalformedXML` */
export function checkRoutingRules(rules: readonly RoutingRule[]): void {
  if (rules.length === 0) throw new S3Error('MalformedXML')
  if (rules.length > MAX_ROUTING_RULES) {
    throw refused(
      `${rules.length} routing rules provided, the number of routing rules in a website configuration is limited to ${MAX_ROUTING_RULES}.`,
    )
  }
  for (const { Redirect: redirect, Condition: condition } of rules) {
    checkRedirect(redirect)
    if (condition !== undefined) checkCondition(condition)
  }
}

function checkRedirect({ ReplaceKeyWith, ReplaceKeyPrefixWith, HttpRedirectCode: code }: Redirect): void {
  if (ReplaceKeyWith !== undefined && ReplaceKeyPrefixWith !== undefined) {
    throw refused('You can only define ReplaceKeyPrefix or ReplaceKey but not both.')
  }
  if (code !== undefined && !/^3(?!00)\d\d$/.test(code)) {
    throw refused(`The provided HTTP redirect code (${code}) is not valid. Valid codes are 3XX except 300.`)
  }
}

function checkCondition({ KeyPrefixEquals: prefix, HttpErrorCodeReturnedEquals: code }: Condition): void {
  if (prefix === undefined && code === undefined) {
    throw refused(
      "Condition cannot be empty. To redirect all requests without a condition, the condition element shouldn't be present.",
    )
  }
  if (code !== undefined && !/^[45]\d\d$/.test(code)) {
    throw refused(`The provided HTTP error code (${code}) is not valid. Valid codes are 4XX or 5XX.`)
  }
}

type Condition = NonNullable<RoutingRule['Condition']>

function refused(message: string): S3Error {
  return new S3Error('InvalidRequest', { message })
}
