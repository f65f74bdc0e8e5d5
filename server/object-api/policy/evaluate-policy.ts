import { parseArn } from '../../../db/model/arn.ts'
import { type ContextValues, conditionHolds } from './condition-operators.ts'
import type { Listed, PolicyDocument, PolicyStatement, PrincipalSet } from './policy-document.ts'
import { matchesPattern } from './wildcard.ts'

/** Whom a policy is asked about. */
export interface PolicyCaller {
  readonly anonymous: boolean
  /** 12 digits. */
  readonly account: string
  readonly canonicalId: string
}

export interface PolicyQuestion {
  readonly caller: PolicyCaller
  /** `s3:GetObject` */
  readonly action: string
  /** ARN of the bucket or object. */
  readonly resource: string
  readonly context: ContextValues
}

export type PolicyVerdict = 'Allow' | 'Deny' | 'Silent'

/** An explicit Deny outweighs every Allow (IAM User Guide, "Policy evaluation logic"). */
export function evaluatePolicy(document: PolicyDocument, question: PolicyQuestion): PolicyVerdict {
  const applying = document.statements.filter((statement) => applies(statement, question))
  if (applying.some(({ effect }) => effect === 'Deny')) return 'Deny'
  return applying.length > 0 ? 'Allow' : 'Silent'
}

function applies(statement: PolicyStatement, { caller, action, resource, context }: PolicyQuestion): boolean {
  return (
    namesCaller(statement.principals, caller) &&
    lists(statement.actions, action.toLowerCase(), (pattern) => pattern.toLowerCase()) &&
    lists(statement.resources, resource, (pattern) => pattern) &&
    statement.conditions.every((condition) => conditionHolds(condition, context))
  )
}

function lists({ negated, patterns }: Listed, text: string, prepared: (pattern: string) => string): boolean {
  return patterns.some((pattern) => matchesPattern(prepared(pattern), text)) !== negated
}

function namesCaller({ anyone, negated, byType }: PrincipalSet, caller: PolicyCaller): boolean {
  const named =
    anyone ||
    (!caller.anonymous &&
      (byType['CanonicalUser']?.includes(caller.canonicalId) === true ||
        byType['AWS']?.some((principal) => accountOf(principal) === caller.account) === true))
  return named !== negated
}

/** choice: there are no users and roles here, so one that is named stands for its whole account. */
function accountOf(principal: string): string | undefined {
  return /^\d{12}$/.test(principal) ? principal : parseArn(principal)?.account
}
