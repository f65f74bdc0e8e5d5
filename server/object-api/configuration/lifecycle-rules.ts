/** What lifecycle rules must obey (User Guide, "Lifecycle configuration elements"; API Reference, LifecycleRule). */
import { entryOf } from '../../../db/model/entry-of.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type {
  LifecycleExpiration,
  LifecycleRule,
  LifecycleRuleFilter,
  NoncurrentVersionTransition,
  Transition,
} from '../../protocol/generated/s3-types.ts'

const MAX_RULES = 1000
const MAX_ID_LENGTH = 255
const DAY_MS = 86_400_000
const MAX_NEWER_VERSIONS = 100

/** @throws S3Error `MalformedXML`, `InvalidArgument`, `InvalidRequest` */
export function checkLifecycleRules(rules: readonly LifecycleRule[]): void {
  if (rules.length === 0 || rules.length > MAX_RULES) throw new S3Error('MalformedXML')
  const ids = rules.flatMap(({ ID }) => (ID === undefined || ID === '' ? [] : [ID]))
  const repeated = ids.find((id, index) => ids.indexOf(id) !== index)
  if (repeated !== undefined) {
    throw invalid(`Rule ID must be unique. Found same ID for more than one rule`, repeated)
  }
  for (const rule of rules) checkRule(rule)
}

function checkRule(rule: LifecycleRule): void {
  if ((rule.ID?.length ?? 0) > MAX_ID_LENGTH) {
    throw invalid(`ID length should not exceed allowed limit of ${MAX_ID_LENGTH}`, rule.ID)
  }
  if ((rule.Filter === undefined) === (rule.Prefix === undefined)) throw new S3Error('MalformedXML')
  if (rule.Filter !== undefined) checkFilter(rule.Filter)
  checkActions(rule)
  if (rule.Expiration !== undefined) checkExpiration(rule.Expiration)
  for (const transition of rule.Transitions ?? []) checkTransition(transition)
  for (const transition of rule.NoncurrentVersionTransitions ?? []) checkNoncurrentTransition(transition)
  checkTransitionsTogether(rule)
  checkNoncurrent(rule)
  checkAbort(rule)
}

function checkActions(rule: LifecycleRule): void {
  const actions = [
    rule.Expiration,
    rule.NoncurrentVersionExpiration,
    rule.AbortIncompleteMultipartUpload,
    rule.Transitions?.[0],
    rule.NoncurrentVersionTransitions?.[0],
  ]
  if (actions.every((action) => action === undefined)) {
    throw new S3Error('InvalidRequest', { message: 'At least one action needs to be specified in a rule' })
  }
}

/** One condition; several stand in an `And`. */
function checkFilter(filter: LifecycleRuleFilter): void {
  const given = Object.values(filter).filter((condition) => condition !== undefined)
  if (given.length > 1) throw new S3Error('MalformedXML')
  const and = filter.And
  if (and === undefined) return
  const { Prefix, Tags = [], ObjectSizeGreaterThan, ObjectSizeLessThan } = and
  const conditions = [Prefix, ObjectSizeGreaterThan, ObjectSizeLessThan].filter((part) => part !== undefined).length
  if (conditions + Tags.length < 2) throw new S3Error('MalformedXML')
  if (new Set(Tags.map(({ Key }) => Key)).size < Tags.length) {
    throw new S3Error('InvalidRequest', { message: 'Duplicate Tag Keys are not allowed.' })
  }
  if (
    ObjectSizeGreaterThan !== undefined &&
    ObjectSizeLessThan !== undefined &&
    ObjectSizeGreaterThan >= ObjectSizeLessThan
  ) {
    throw new S3Error('InvalidRequest', {
      message: "Error: 'ObjectSizeLessThan' should be strictly greater than 'ObjectSizeGreaterThan'",
    })
  }
}

function checkExpiration({ Days: days, Date: date, ExpiredObjectDeleteMarker: marker }: LifecycleExpiration): void {
  if ([days, date, marker].filter((part) => part !== undefined).length !== 1) throw new S3Error('MalformedXML')
  if (days !== undefined && days < 1) throw invalid("'Days' for Expiration action must be a positive integer")
  checkDate(date)
}

function checkTransition({ Days: days, Date: date, StorageClass: storageClass }: Transition): void {
  if ((days === undefined) === (date === undefined) || storageClass === undefined) throw new S3Error('MalformedXML')
  if (days !== undefined && days < 0) throw invalid("'Days' in Transition action must be nonnegative")
  const least = entryOf(LEAST_DAYS, storageClass) ?? 0
  if (days !== undefined && days < least) {
    throw invalid(
      `'Days' in Transition action must be greater than or equal to ${least} for storageClass '${storageClass}'`,
    )
  }
  checkDate(date)
}

/** Infrequent access takes objects only after 30 days. */
const LEAST_DAYS: Readonly<Record<string, number>> = { STANDARD_IA: 30, ONEZONE_IA: 30 }

function checkNoncurrentTransition(transition: NoncurrentVersionTransition): void {
  const { NoncurrentDays: days, StorageClass: storageClass, NewerNoncurrentVersions: newer } = transition
  if (storageClass === undefined || days === undefined) throw new S3Error('MalformedXML')
  const least = entryOf(LEAST_DAYS, storageClass) ?? 0
  if (days < least) {
    throw invalid(
      `'NoncurrentDays' in NoncurrentVersionTransition action must be greater than or equal to ${least} for storageClass '${storageClass}'`,
    )
  }
  checkNewer(newer)
}

/** Dates and days do not mix, and what is transitioned must not have expired before. */
function checkTransitionsTogether({ Transitions: transitions = [], Expiration: expiration }: LifecycleRule): void {
  const classes = transitions.map(({ StorageClass }) => StorageClass)
  if (new Set(classes).size < classes.length) {
    throw new S3Error('InvalidRequest', {
      message: "'StorageClass' must be different for 'Transition' actions in same 'Rule'",
    })
  }
  const dated = transitions.some(({ Date: date }) => date !== undefined)
  const counted = transitions.some(({ Days }) => Days !== undefined)
  const mixed =
    (dated && counted) || (dated && expiration?.Days !== undefined) || (counted && expiration?.Date !== undefined)
  if (mixed) {
    throw new S3Error('InvalidRequest', {
      message: "Found mixed 'Date' and 'Days' based Expiration and Transition actions in lifecycle rule",
    })
  }
  const last = Math.max(...transitions.map(({ Days = 0 }) => Days))
  if (expiration?.Days !== undefined && counted && expiration.Days <= last) {
    throw invalid("'Days' in the Expiration action must be greater than 'Days' in the Transition action")
  }
}

function checkNoncurrent({ NoncurrentVersionExpiration: expiration }: LifecycleRule): void {
  if (expiration === undefined) return
  if (expiration.NoncurrentDays === undefined) throw new S3Error('MalformedXML')
  if (expiration.NoncurrentDays < 1) {
    throw invalid("'NoncurrentDays' for NoncurrentVersionExpiration action must be a positive integer")
  }
  checkNewer(expiration.NewerNoncurrentVersions)
}

function checkNewer(newer: number | undefined): void {
  if (newer === undefined || (newer >= 1 && newer <= MAX_NEWER_VERSIONS)) return
  throw invalid(`'NewerNoncurrentVersions' must be a positive integer between 1 and ${MAX_NEWER_VERSIONS}`)
}

function checkAbort({ AbortIncompleteMultipartUpload: abort, Filter: filter }: LifecycleRule): void {
  if (abort === undefined) return
  if (abort.DaysAfterInitiation === undefined) throw new S3Error('MalformedXML')
  if (abort.DaysAfterInitiation < 1) {
    throw invalid("'DaysAfterInitiation' for AbortIncompleteMultipartUpload action must be a positive integer")
  }
  if (filter?.Tag !== undefined || (filter?.And?.Tags?.length ?? 0) > 0) {
    throw new S3Error('InvalidRequest', { message: 'AbortIncompleteMultipartUpload cannot be specified with Tags.' })
  }
}

function checkDate(date: Date | undefined): void {
  if (date !== undefined && date.getTime() % DAY_MS !== 0) throw invalid("'Date' must be at midnight GMT")
}

function invalid(message: string, value?: string): S3Error {
  return new S3Error('InvalidArgument', {
    message,
    ...(value === undefined ? {} : { detail: { ArgumentValue: value } }),
  })
}
