import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  abortPlan,
  chosenAction,
  expirationHeader,
  type LifecycleRule,
  type LifecycleVersion,
  lifecyclePlan,
  midnightAfter,
} from '../../../db/model/lifecycle.ts'

const DAY = 86_400_000
const BORN = Date.UTC(2026, 0, 15, 10, 30)

function version(changes: Partial<LifecycleVersion> = {}): LifecycleVersion {
  return {
    key: 'logs/a',
    tags: [],
    size: 1_000_000,
    storageClass: 'STANDARD',
    modifiedMs: BORN,
    deleteMarker: false,
    noncurrent: undefined,
    sole: false,
    ...changes,
  }
}

function plan(rule: Partial<LifecycleRule>, changes: Partial<LifecycleVersion> = {}) {
  return lifecyclePlan({ Rules: [{ ID: 'r', Status: 'Enabled', Filter: {}, ...rule }] }, version(changes))
}

const days = (rule: Partial<LifecycleRule>, changes: Partial<LifecycleVersion> = {}) =>
  plan(rule, changes).map(({ action, dueMs }) => [action.kind, (dueMs - Date.UTC(2026, 0, 15)) / DAY])

describe('the times of lifecycle rules', () => {
  test('ages are rounded up to the next midnight UTC', () => {
    assert.equal(midnightAfter(BORN, 3), Date.UTC(2026, 0, 19))
    assert.deepEqual(days({ Expiration: { Days: 1 } }), [['expire', 2]])
    assert.deepEqual(days({ Transitions: [{ Days: 0, StorageClass: 'GLACIER' }] }), [['transition', 1]])
  })

  test('a date counts for all alike', () => {
    assert.deepEqual(days({ Expiration: { Date: '2026-01-20T00:00:00.000Z' } }), [['expire', 5]])
  })

  test('noncurrent versions count from when another one took their place, and the newest few stay', () => {
    const rule = { NoncurrentVersionExpiration: { NoncurrentDays: 2, NewerNoncurrentVersions: 1 } }
    const noncurrent = { sinceMs: BORN + DAY, newer: 1 }
    assert.deepEqual(days(rule, { noncurrent }), [['remove', 4]])
    assert.deepEqual(days(rule, { noncurrent: { ...noncurrent, newer: 0 } }), [['remove', Number.POSITIVE_INFINITY]])
    assert.deepEqual(days(rule), [])
  })

  test('a delete marker goes when it hides nothing: at once, or with its age', () => {
    const marker = { deleteMarker: true, sole: true, size: 0 }
    assert.deepEqual(days({ Expiration: { ExpiredObjectDeleteMarker: true } }, marker), [['remove', 1]])
    assert.deepEqual(days({ Expiration: { Days: 5 } }, marker), [['remove', 6]])
    assert.deepEqual(days({ Expiration: { ExpiredObjectDeleteMarker: true } }, { ...marker, sole: false }), [])
  })

  test('uploads are given up so many days after they began', () => {
    const Rules = [
      { Status: 'Enabled', Filter: { Prefix: 'logs/' }, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 2 } },
    ] as const
    assert.equal(abortPlan({ Rules }, { key: 'logs/a', initiatedMs: BORN })?.dueMs, Date.UTC(2026, 0, 18))
    assert.equal(abortPlan({ Rules }, { key: 'other', initiatedMs: BORN }), undefined)
  })
})

describe('what lifecycle rules concern', () => {
  test('only enabled rules whose prefix, tags and sizes fit', () => {
    const fits = (Filter: LifecycleRule['Filter'] & {}, changes: Partial<LifecycleVersion> = {}) =>
      plan({ Filter, Expiration: { Days: 1 } }, changes).length === 1
    const tagged = { tags: [{ key: 'a', value: '1' }] }
    assert.equal(fits({ Prefix: 'logs/' }), true)
    assert.equal(fits({ Prefix: 'other/' }), false)
    assert.equal(fits({ Tag: { Key: 'a', Value: '1' } }, tagged), true)
    assert.equal(fits({ Tag: { Key: 'a', Value: '2' } }, tagged), false)
    assert.equal(fits({ ObjectSizeGreaterThan: 1_000_000 }), false)
    assert.equal(fits({ ObjectSizeLessThan: 1_000_001 }), true)
    assert.equal(
      fits({ And: { Prefix: 'logs/', Tags: [{ Key: 'a', Value: '1' }], ObjectSizeGreaterThan: 9 } }, tagged),
      true,
    )
    assert.equal(fits({ And: { Prefix: 'logs/', Tags: [{ Key: 'b', Value: '1' }] } }, tagged), false)
    assert.equal(plan({ Status: 'Disabled', Expiration: { Days: 1 } }).length, 0)
  })

  test('small objects move only where the rule speaks of sizes, or the class takes them', () => {
    const small = version({ size: 131_071 })
    const moves = (rule: Partial<LifecycleRule>, TransitionDefaultMinimumObjectSize?: 'varies_by_storage_class') =>
      lifecyclePlan(
        {
          Rules: [{ Status: 'Enabled', Filter: {}, ...rule }],
          ...(TransitionDefaultMinimumObjectSize === undefined ? {} : { TransitionDefaultMinimumObjectSize }),
        },
        small,
      ).length === 1
    const to = (StorageClass: 'GLACIER' | 'STANDARD_IA') => ({ Transitions: [{ Days: 30, StorageClass }] })
    assert.equal(moves(to('GLACIER')), false)
    assert.equal(moves(to('GLACIER'), 'varies_by_storage_class'), true)
    assert.equal(moves(to('STANDARD_IA'), 'varies_by_storage_class'), false)
    assert.equal(moves({ ...to('STANDARD_IA'), Filter: { ObjectSizeGreaterThan: 1 } }), true)
  })

  test('objects move only further down', () => {
    const Transitions = [{ Days: 30, StorageClass: 'STANDARD_IA' }] as const
    assert.equal(plan({ Transitions }, { storageClass: 'GLACIER' }).length, 0)
  })
})

describe('rules in conflict', () => {
  test('removal goes before transition, transition before a delete marker, the cheaper class before the other', () => {
    const due = (...rules: readonly Partial<LifecycleRule>[]) =>
      chosenAction(rules.flatMap((rule) => plan(rule, rule.NoncurrentVersionExpiration === undefined ? {} : old)))
    const old = { noncurrent: { sinceMs: BORN, newer: 1 } }
    const glacier = { Transitions: [{ Days: 1, StorageClass: 'GLACIER' }] } as const
    const ia = { Transitions: [{ Days: 1, StorageClass: 'STANDARD_IA' }] } as const
    assert.deepEqual(due(ia, glacier), { kind: 'transition', storageClass: 'GLACIER' })
    assert.deepEqual(due({ Expiration: { Days: 1 } }, ia), { kind: 'transition', storageClass: 'STANDARD_IA' })
    assert.deepEqual(due(ia, { NoncurrentVersionExpiration: { NoncurrentDays: 1 } }), { kind: 'remove' })
    assert.equal(due(), undefined)
  })
})

describe('x-amz-expiration', () => {
  test('tells the earliest expiry and its rule', () => {
    const Rules = [
      { ID: 'late one', Status: 'Enabled', Filter: {}, Expiration: { Days: 10 } },
      { ID: 'rule / 1', Status: 'Enabled', Filter: { Prefix: 'logs/' }, Expiration: { Days: 2 } },
    ] as const
    const header = expirationHeader({ Rules }, version())
    assert.equal(header, 'expiry-date="Sun, 18 Jan 2026 00:00:00 GMT", rule-id="rule%20%2F%201"')
    assert.equal(expirationHeader(undefined, version()), undefined)
    assert.equal(expirationHeader({ Rules: [] }, version()), undefined)
  })
})
