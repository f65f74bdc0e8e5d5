import { S3Error } from '../../db/model/s3-error.ts'
import type { FormFields } from './post-credentials.ts'
import { type PostCondition, parsePostPolicy } from './post-policy-document.ts'

export interface PostPolicyInput {
  /** The field `policy` as sent. */
  readonly policy: string
  /** All fields before the file, names in lower case, `${filename}` already replaced. */
  readonly fields: FormFields
  /** The bucket the form is sent to. */
  readonly bucket: string
  readonly nowMs: number
}

/** The sizes in bytes a policy allows. */
export interface PostLengthRange {
  readonly min: number
  readonly max: number
}

/** Judges a form by its policy. Throws S3Error; gives the sizes the file may have. */
export function evaluatePostPolicy(input: PostPolicyInput): PostLengthRange {
  const document = parsePostPolicy(input.policy)
  if (document.expiresAtMs < input.nowMs) throw denied('Policy expired.')
  const values = new Map([...input.fields, ['bucket', input.bucket]])
  for (const condition of document.conditions) checkCondition(condition, values)
  checkAllCovered(document.conditions, values)
  return lengthRange(document.conditions)
}

/** Throws EntityTooSmall or EntityTooLarge. */
export function checkPostLength(range: PostLengthRange, size: number): void {
  if (size < range.min) {
    throw new S3Error('EntityTooSmall', { detail: { ProposedSize: String(size), MinSizeAllowed: String(range.min) } })
  }
  if (size > range.max) {
    throw new S3Error('EntityTooLarge', { detail: { ProposedSize: String(size), MaxSizeAllowed: String(range.max) } })
  }
}

function checkCondition(condition: PostCondition, values: ReadonlyMap<string, string>): void {
  if (condition.kind === 'content-length-range') return
  if (condition.kind === 'unmeetable') throw failed(condition.source)
  // "Starts with nothing" allows any value, and none.
  const value =
    values.get(condition.field) ?? (condition.kind === 'starts-with' && condition.value === '' ? '' : undefined)
  const holds =
    value !== undefined && (condition.kind === 'eq' ? value === condition.value : startsWith(condition, value))
  if (!holds) throw failed(condition.source)
}

/** Of a list of content types each one must start so. */
function startsWith(condition: { readonly field: string; readonly value: string }, value: string): boolean {
  const parts = condition.field === 'content-type' ? value.split(',') : [value]
  return parts.every((part) => part.startsWith(condition.value))
}

function failed(source: readonly unknown[]): S3Error {
  return denied(`Policy Condition failed: [${source.map((part) => JSON.stringify(part)).join(', ')}]`)
}

/** Fields that need no condition. */
const EXEMPT = new Set(['policy', 'file', 'signature', 'awsaccesskeyid', 'x-amz-signature'])

function checkAllCovered(conditions: readonly PostCondition[], values: ReadonlyMap<string, string>): void {
  const covered = new Set(conditions.map((condition) => ('field' in condition ? condition.field : '')))
  const extra = [...values.keys()].filter(
    (name) => !covered.has(name) && !EXEMPT.has(name) && !name.startsWith('x-ignore-'),
  )
  if (extra.length > 0) throw denied(`Extra input fields: ${extra.join(', ')}`)
}

function lengthRange(conditions: readonly PostCondition[]): PostLengthRange {
  let [min, max] = [0, Number.MAX_SAFE_INTEGER]
  for (const condition of conditions) {
    if (condition.kind !== 'content-length-range') continue
    min = Math.max(min, condition.min)
    max = Math.min(max, condition.max)
  }
  return { min, max }
}

function denied(problem: string): S3Error {
  return new S3Error('AccessDenied', { message: `Invalid according to Policy: ${problem}` })
}
