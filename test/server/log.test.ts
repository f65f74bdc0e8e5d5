import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createLog } from '../../server/log.ts'

function collect() {
  const written: string[] = []
  return { written, sink: { write: (text: string) => written.push(text) } }
}

describe('the log', () => {
  test('gathers lines and writes them together', () => {
    const { written, sink } = collect()
    const log = createLog('text', sink)
    log.event('request', { operation: 'GetObject', status: 200, error: undefined, ms: 1.5 })
    log.event('job', { id: 'abc', status: 'New' })
    assert.deepEqual(written, [])
    log.flush()
    assert.equal(written.length, 1)
    assert.match(
      written[0] ?? '',
      /^\d\d:\d\d:\d\d\.\d{3} request GetObject 200 1\.5\n\d\d:\d\d:\d\d\.\d{3} job abc New\n$/,
    )
  })

  test('keeps an event on one line, whatever a client has sent', () => {
    const { written, sink } = collect()
    const log = createLog('text', sink)
    log.event('request', { operation: 'a\nb\u001b[31m' })
    log.flush()
    assert.match(written[0] ?? '', /^\S+ request a b \[31m\n$/)
  })

  test('is JSON on request, one object a line', () => {
    const { written, sink } = collect()
    const log = createLog('json', sink)
    log.event('request', { path: '/a"\n', status: 200 })
    log.flush()
    const { time, ...rest } = JSON.parse(written[0] ?? '')
    assert.deepEqual(rest, { event: 'request', path: '/a"\n', status: 200 })
    assert.ok(!Number.isNaN(Date.parse(time)))
  })

  test('that is off still tells of faults, with their cause', () => {
    const { written, sink } = collect()
    const log = createLog('off', sink)
    log.event('request', { status: 200 })
    log.fault('fault', { requestId: 'R' }, new Error('the cause'))
    log.flush()
    assert.match(written.join(''), /^\S+ fault R Error: the cause/)
  })
})
