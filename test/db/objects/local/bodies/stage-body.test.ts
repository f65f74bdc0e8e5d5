import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { ownMemory } from '../../../../../db/objects/own-memory.ts'
import { makeBucket, openTestStore, readText, type TestStore } from '../../../../support/local-store.ts'

const PIECE_BYTES = 65_536

describe('a body that is staged', () => {
  let local: TestStore
  before(async () => {
    local = await openTestStore()
    await makeBucket(local, 'src')
  })
  after(() => local.close())

  test('gives back the memory of its pieces when they are written, and no earlier', async () => {
    const pieces = Array.from({ length: 6 }, (_, index) => new Uint8Array(PIECE_BYTES).fill(97 + index))
    const text = Buffer.concat(pieces).toString()
    const sink = local.store.writes.stage()
    // Two views of one piece: only the second one says that it was the last.
    for (const piece of pieces) {
      await sink.write(piece.subarray(0, 1_000))
      assert.equal(piece.buffer.detached, false)
      await sink.write(piece.subarray(1_000), ownMemory(piece))
    }
    const body = await sink.finish()
    assert.ok(pieces.every(({ buffer }) => buffer.detached))
    const version = await local.store.writes.put({ bucket: 'src', key: 'k', headers: {}, body, etag: 'e' })
    assert.equal(await readText(local, version), text)
  })

  test('leaves memory alone that nobody has called spent', async () => {
    const bytes = new Uint8Array(randomBytes(2 * 1_048_576))
    const body = await local.store.writes.stageBytes(bytes)
    assert.equal(bytes.buffer.detached, false)
    await local.store.writes.discard(body)
  })

  test('keeps the bytes of a small one, whose memory goes into the database with it', async () => {
    const bytes = new Uint8Array(16_384).fill(120)
    const sink = local.store.writes.stage()
    await sink.write(bytes, ownMemory(bytes))
    const body = await sink.finish()
    const version = await local.store.writes.put({ bucket: 'src', key: 'small', headers: {}, body, etag: 'e' })
    assert.equal(await readText(local, version), 'x'.repeat(16_384))
  })

  test('has memory of its own only if nothing else lies in it, and it is worth giving back', () => {
    const whole = new Uint8Array(PIECE_BYTES)
    assert.equal(ownMemory(whole), whole.buffer)
    assert.equal(ownMemory(whole.subarray(1)), undefined)
    assert.equal(ownMemory(Buffer.from('small')), undefined)
    assert.equal(ownMemory(new Uint8Array(new SharedArrayBuffer(PIECE_BYTES))), undefined)
  })
})
