import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { JOB_STATUSES, type JobStatus } from '../../../db/model/job.ts'
import { isTerminal, mayFollow, requestedTransition, statusChange } from '../../../db/model/job-state.ts'

describe('the states of a job', () => {
  test('terminal states are final and have a time of termination', () => {
    for (const status of ['Complete', 'Cancelled', 'Failed'] as const) {
      assert.ok(isTerminal(status))
      assert.ok(JOB_STATUSES.every((next) => !mayFollow(status, next)))
      assert.deepEqual(statusChange(status, 7), { status, terminatedMs: 7 })
    }
    assert.deepEqual(statusChange('Active', 7), { status: 'Active' })
  })

  test('every state is reached from New and leads to an end', () => {
    const reached = new Set<JobStatus>(['New'])
    for (const from of reached) for (const to of JOB_STATUSES) if (mayFollow(from, to)) reached.add(to)
    assert.deepEqual([...reached].sort(), [...JOB_STATUSES].sort())
    assert.ok(JOB_STATUSES.every((status) => isTerminal(status) || JOB_STATUSES.some((to) => mayFollow(status, to))))
  })

  test('a job is suspended straight from Preparing only', () => {
    assert.deepEqual(
      JOB_STATUSES.filter((from) => mayFollow(from, 'Suspended')),
      ['Preparing'],
    )
  })
})

/** Reference section 4.4. */
const accepted: Readonly<Record<JobStatus, readonly [ready: string, cancelled: string]>> = {
  New: ['refused', 'Cancelling'],
  Preparing: ['refused', 'Cancelling'],
  Suspended: ['Ready', 'Cancelled'],
  Ready: ['refused', 'Cancelled'],
  Active: ['refused', 'Cancelling'],
  Pausing: ['refused', 'Cancelling'],
  Paused: ['refused', 'Cancelling'],
  Completing: ['refused', 'refused'],
  Cancelling: ['refused', 'Cancelling'],
  Failing: ['refused', 'refused'],
  Complete: ['refused', 'refused'],
  Cancelled: ['refused', 'refused'],
  Failed: ['refused', 'refused'],
}

describe('what a user may ask of a job', () => {
  for (const status of JOB_STATUSES) {
    const [ready, cancelled] = accepted[status]
    test(`in ${status}: Ready is ${ready}, Cancelled is ${cancelled}`, () => {
      assert.equal(requestedTransition(status, 'Ready') ?? 'refused', ready)
      assert.equal(requestedTransition(status, 'Cancelled') ?? 'refused', cancelled)
    })
    test(`what is granted in ${status} is a step of the state machine`, () => {
      for (const requested of ['Ready', 'Cancelled'] as const) {
        const next = requestedTransition(status, requested)
        assert.ok(next === undefined || next === status || mayFollow(status, next))
      }
    })
  }
})
