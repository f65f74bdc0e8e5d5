import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createClock } from '../../../db/model/clock.ts'
import { createTimerQueue } from '../../../worker/timers/timer-queue.ts'

function open() {
  const clock = createClock()
  clock.freeze()
  clock.set(0)
  const errors: unknown[] = []
  const timers = createTimerQueue({ clock, onError: (error) => errors.push(error) })
  return { clock, timers, errors }
}

describe('timers', () => {
  test('run when the frozen clock comes to their moment, and not before', async () => {
    const { clock, timers } = open()
    const ran: number[] = []
    timers.at(100, (dueMs) => void ran.push(dueMs))
    clock.advance(99)
    await timers.settled()
    assert.deepEqual(ran, [])
    clock.advance(1)
    await timers.settled()
    assert.deepEqual(ran, [100])
    await timers.close()
  })

  test('run in the order of their moments when the clock jumps over many, each after the one before has ended', async () => {
    const { clock, timers } = open()
    const ran: string[] = []
    timers.at(300, () => void ran.push('third'))
    timers.at(100, async () => {
      await Promise.resolve()
      ran.push('first')
      timers.at(200, () => void ran.push('second, set by the first'))
    })
    clock.set(1_000)
    await timers.settled()
    assert.deepEqual(ran, ['first', 'second, set by the first', 'third'])
    await timers.close()
  })

  test('that are cancelled, or fail, do not hold up the others', async () => {
    const { clock, timers, errors } = open()
    const ran: string[] = []
    const cancelled = timers.at(10, () => void ran.push('cancelled'))
    timers.at(20, () => {
      throw new Error('no')
    })
    timers.at(30, () => void ran.push('last'))
    cancelled.cancel()
    clock.set(50)
    await timers.settled()
    assert.deepEqual(ran, ['last'])
    assert.equal(errors.length, 1)
    await timers.close()
  })

  test('run by themselves when the clock runs', async () => {
    const clock = createClock()
    const timers = createTimerQueue({ clock, onError: (error) => assert.fail(String(error)) })
    await new Promise<void>((resolve) => {
      // The queue's own alarm does not keep the process alive; this does.
      const alive = setInterval(() => undefined, 1_000)
      timers.at(clock.now() + 5, () => {
        clearInterval(alive)
        resolve()
      })
    })
    await timers.close()
  })

  test('for a time past run soon; none run after the end', async () => {
    const { clock, timers } = open()
    clock.set(100)
    let ran = 0
    timers.at(1, () => void ran++)
    await timers.settled()
    assert.equal(ran, 1)
    timers.at(200, () => void ran++)
    await timers.close()
    clock.set(300)
    assert.equal(ran, 1)
  })
})
