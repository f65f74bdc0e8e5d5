import type { ObjectVersion, StorageClass } from './object.ts'
import { fitsFilter, hasSizeBounds, type RuleFilter } from './rule-filter.ts'

/** S3's BucketLifecycleConfiguration, in its own member names; dates are ISO 8601 text. */
export interface LifecycleConfiguration {
  readonly Rules: readonly LifecycleRule[]
  /** What the header `x-amz-transition-default-minimum-object-size` said. */
  readonly TransitionDefaultMinimumObjectSize?: 'all_storage_classes_128K' | 'varies_by_storage_class'
}

export interface LifecycleRule {
  readonly ID?: string
  readonly Status: 'Enabled' | 'Disabled'
  readonly Prefix?: string
  readonly Filter?: RuleFilter
  readonly Expiration?: { readonly Days?: number; readonly Date?: string; readonly ExpiredObjectDeleteMarker?: boolean }
  readonly Transitions?: readonly {
    readonly Days?: number
    readonly Date?: string
    readonly StorageClass: StorageClass
  }[]
  readonly NoncurrentVersionExpiration?: { readonly NoncurrentDays?: number; readonly NewerNoncurrentVersions?: number }
  readonly NoncurrentVersionTransitions?: readonly {
    readonly NoncurrentDays?: number
    readonly NewerNoncurrentVersions?: number
    readonly StorageClass: StorageClass
  }[]
  readonly AbortIncompleteMultipartUpload?: { readonly DaysAfterInitiation?: number }
}

/** A version as lifecycle rules see it. */
export interface LifecycleVersion
  extends Pick<ObjectVersion, 'key' | 'tags' | 'size' | 'storageClass' | 'modifiedMs' | 'deleteMarker'> {
  /** Undefined for the current version: when another one took its place, and how many noncurrent ones are newer. */
  readonly noncurrent: { readonly sinceMs: number; readonly newer: number } | undefined
  /** No other version of its key is there. */
  readonly sole: boolean
}

export type LifecycleAction =
  /** The version goes. */
  | { readonly kind: 'remove' }
  | { readonly kind: 'transition'; readonly storageClass: StorageClass }
  /** The current version expires: it goes, or gets a delete marker on top where the bucket keeps versions. */
  | { readonly kind: 'expire' }

export interface PlannedAction {
  readonly action: LifecycleAction
  readonly dueMs: number
  readonly ruleId: string
}

const DAY_MS = 86_400_000
/** 128 KB. */
const SMALL_OBJECT = 131_072

/** A moment and so many days, rounded up to a midnight UTC as S3 does (User Guide, "Lifecycle rules: based on age"). */
export function midnightAfter(fromMs: number, days = 0): number {
  return Math.ceil((fromMs + days * DAY_MS) / DAY_MS) * DAY_MS
}

/** All that the enabled rules will do with a version as it is now, each with its time. */
export function lifecyclePlan(
  configuration: LifecycleConfiguration,
  version: LifecycleVersion,
): readonly PlannedAction[] {
  return configuration.Rules.flatMap((rule) => {
    if (rule.Status !== 'Enabled' || !fitsFilter(rule, version)) return []
    const plan = version.noncurrent === undefined ? currentPlan(rule, version) : noncurrentPlan(rule, version)
    const possible = plan.filter(({ action }) => isPossible(action, version, rule, configuration))
    return possible.map(({ action, dueMs }) => ({ action, dueMs, ruleId: rule.ID ?? '' }))
  })
}

/**
 * Which of several actions that are due is done: removal goes before transition, transition before a delete marker, and
 * of transitions the one that costs least (User Guide, "Lifecycle and conflicting rules").
 */
export function chosenAction(due: readonly PlannedAction[]): LifecycleAction | undefined {
  const rank = ({ action }: PlannedAction): number => {
    if (action.kind === 'transition') return 1 + classRank(action.storageClass)
    return action.kind === 'remove' ? 100 : 0
  }
  return due.reduce<PlannedAction | undefined>(
    (best, planned) => (best === undefined || rank(planned) > rank(best) ? planned : best),
    undefined,
  )?.action
}

type Expiring = Pick<ObjectVersion, 'key' | 'tags' | 'size' | 'modifiedMs' | 'storageClass' | 'deleteMarker'>

/** When a current version expires, and by which rule; undefined: never. */
export function expirationOf(
  configuration: LifecycleConfiguration | undefined,
  version: Expiring,
): PlannedAction | undefined {
  if (configuration === undefined || version.deleteMarker) return undefined
  const plan = lifecyclePlan(configuration, { ...version, noncurrent: undefined, sole: false })
  return earliest(plan.filter(({ action }) => action.kind === 'expire'))
}

/**
 * The value of `x-amz-expiration` for a current version: when it expires, and by which rule. Undefined: never.
 * Source: API Reference, HeadObject and PutObject.
 */
export function expirationHeader(
  configuration: LifecycleConfiguration | undefined,
  version: Expiring,
): string | undefined {
  const first = expirationOf(configuration, version)
  if (first === undefined) return undefined
  return `expiry-date="${new Date(first.dueMs).toUTCString()}", rule-id="${encodeURIComponent(first.ruleId)}"`
}

/** When an upload will be given up, and by which rule: `x-amz-abort-date` and `x-amz-abort-rule-id`. */
export function abortPlan(
  configuration: LifecycleConfiguration | undefined,
  upload: { readonly key: string; readonly initiatedMs: number },
): { readonly dueMs: number; readonly ruleId: string } | undefined {
  const plan = (configuration?.Rules ?? []).flatMap((rule) => {
    const days = rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation
    if (days === undefined || rule.Status !== 'Enabled') return []
    if (!fitsFilter(rule, { key: upload.key, tags: [] })) return []
    return [{ dueMs: midnightAfter(upload.initiatedMs, days), ruleId: rule.ID ?? '' }]
  })
  return earliest(plan)
}

function earliest<Planned extends { readonly dueMs: number }>(plan: readonly Planned[]): Planned | undefined {
  return plan.reduce<Planned | undefined>(
    (first, planned) => (first === undefined || planned.dueMs < first.dueMs ? planned : first),
    undefined,
  )
}

type Timed = Omit<PlannedAction, 'ruleId'>

function currentPlan({ Expiration, Transitions = [] }: LifecycleRule, version: LifecycleVersion): readonly Timed[] {
  const { modifiedMs } = version
  if (version.deleteMarker) {
    // A marker that hides nothing goes: at once where a rule says so, else with its age.
    if (!version.sole || Expiration === undefined) return []
    const days = Expiration.ExpiredObjectDeleteMarker === true ? 0 : Expiration.Days
    return days === undefined ? [] : [{ action: { kind: 'remove' }, dueMs: midnightAfter(modifiedMs, days) }]
  }
  const plan: Timed[] = []
  const expires = momentOf(Expiration, modifiedMs)
  if (expires !== undefined) plan.push({ action: { kind: 'expire' }, dueMs: expires })
  for (const transition of Transitions) {
    const dueMs = momentOf(transition, modifiedMs)
    if (dueMs === undefined) continue
    plan.push({ action: { kind: 'transition', storageClass: transition.StorageClass }, dueMs })
  }
  return plan
}

function noncurrentPlan(rule: LifecycleRule, { noncurrent, deleteMarker }: LifecycleVersion): readonly Timed[] {
  const { NoncurrentVersionExpiration: expiration, NoncurrentVersionTransitions: transitions = [] } = rule
  const dueMs = (step: { readonly NoncurrentDays?: number; readonly NewerNoncurrentVersions?: number }): number => {
    const kept = (noncurrent?.newer ?? 0) < (step.NewerNoncurrentVersions ?? 0)
    return kept ? Number.POSITIVE_INFINITY : midnightAfter(noncurrent?.sinceMs ?? 0, step.NoncurrentDays ?? 0)
  }
  const plan: Timed[] = []
  if (expiration !== undefined) plan.push({ action: { kind: 'remove' }, dueMs: dueMs(expiration) })
  for (const transition of deleteMarker ? [] : transitions) {
    plan.push({ action: { kind: 'transition', storageClass: transition.StorageClass }, dueMs: dueMs(transition) })
  }
  return plan
}

function momentOf(
  step: { readonly Days?: number; readonly Date?: string } | undefined,
  modifiedMs: number,
): number | undefined {
  if (step?.Date !== undefined) return new Date(step.Date).getTime()
  return step?.Days === undefined ? undefined : midnightAfter(modifiedMs, step.Days)
}

/** Objects move only to classes further down, and small ones only where a rule or the class says so. */
function isPossible(
  action: LifecycleAction,
  { size, storageClass }: LifecycleVersion,
  { Filter }: LifecycleRule,
  { TransitionDefaultMinimumObjectSize }: LifecycleConfiguration,
): boolean {
  if (action.kind !== 'transition') return true
  if (classRank(action.storageClass) <= classRank(storageClass)) return false
  if (size >= SMALL_OBJECT || hasSizeBounds(Filter)) return true
  const archive = action.storageClass === 'GLACIER' || action.storageClass === 'DEEP_ARCHIVE'
  return archive && TransitionDefaultMinimumObjectSize === 'varies_by_storage_class'
}

/** The way down (User Guide, "Supported lifecycle transitions"). */
const WATERFALL: readonly StorageClass[] = [
  'STANDARD',
  'STANDARD_IA',
  'INTELLIGENT_TIERING',
  'ONEZONE_IA',
  'GLACIER_IR',
  'GLACIER',
  'DEEP_ARCHIVE',
]

function classRank(storageClass: StorageClass): number {
  return Math.max(0, WATERFALL.indexOf(storageClass))
}
