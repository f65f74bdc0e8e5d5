import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeBucket, openTestStore, readText } from '../../../../support/local-store.ts'

test('the memory of a large body is free as soon as it is written, not when the collector comes', async () => {
  const local = await openTestStore()
  await makeBucket(local, 'b')
  const whole = Array.from({ length: 3 }, (_, index) => Buffer.allocUnsafeSlow(100_000).fill(`${index}`))
  const shared = Buffer.alloc(200_000, 'abcd')
  const view = shared.subarray(10, 100_010)
  const text = [...whole, view].map(String).join('')
  const sink = local.store.writes.stage()
  for (const piece of [...whole, view]) await sink.write(piece)
  const body = await sink.finish()
  assert.deepEqual(
    whole.map((piece) => piece.buffer.byteLength),
    [0, 0, 0],
  )
  assert.equal(shared.length, 200_000)
  const version = await local.store.writes.put({ bucket: 'b', key: 'k', headers: {}, etag: 'e', body })
  assert.equal(await readText(local, version), text)
  await local.close()
})

test('bytes that are at hand stay whose they were', async () => {
  const local = await openTestStore()
  const bytes = Buffer.allocUnsafeSlow(300_000).fill('x')
  const body = await local.store.writes.stageBytes(bytes)
  assert.equal(bytes.length, 300_000)
  await local.store.writes.discard(body)
  await local.close()
})
