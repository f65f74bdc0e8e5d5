import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { crc32 } from 'node:zlib'
import type { ObjectReads } from '../../../../db/objects/object-reads.ts'
import { checksumOfBody } from '../../../../worker/operations/checksum/checksum-of-body.ts'
import { makeBucket, openTestStore } from '../../../support/local-store.ts'

describe('the checksum of a body', () => {
  test('lets the other works of its thread go on while a large one is read', async () => {
    const local = await openTestStore()
    try {
      await makeBucket(local, 'bkt')
      const bytes = Buffer.alloc(50_000_000, 'abc')
      const body = await local.store.writes.stageBytes(bytes)
      const version = await local.store.writes.put({ bucket: 'bkt', key: 'k', headers: {}, body, etag: 'e' })
      const state = { reading: false, ended: false }
      const reads: Pick<ObjectReads, 'pieces'> = {
        async pieces(...asked) {
          state.reading = true
          return local.store.reads.pieces(...asked)
        },
      }
      const checksum = checksumOfBody(version, reads as ObjectReads, 'CRC32', 'FULL_OBJECT').finally(() => {
        state.ended = true
      })
      let turns = 0
      while (!state.ended) {
        await nextTurn()
        if (state.reading && !state.ended) turns += 1
      }
      assert.ok(turns >= 2, `${turns} turns`)
      assert.equal(Buffer.from((await checksum).digest).readUInt32BE(), crc32(bytes))
    } finally {
      await local.close()
    }
  })
})
