import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { createClock } from '../../../../db/model/clock.ts'
import { packEntries } from '../../../../db/objects/local/changes/entry-set.ts'
import type { WriteReply } from '../../../../db/objects/local/writer/messages.ts'
import { openWriter } from '../../../../db/objects/local/writer/open-writer.ts'
import { createSharedWords } from '../../../../db/objects/local/writer/shared-words.ts'
import type { EntryCopy } from '../../../../db/objects/receipt-store.ts'
import { openDatabase } from '../../../../db/sqlite/open.ts'
import { all } from '../../../../db/sqlite/statement.ts'
import { ACCOUNT } from '../../../support/local-store.ts'

const folder = mkdtempSync(join(tmpdir(), 's3control-local-transaction-'))
after(() => rmSync(folder, { recursive: true, maxRetries: 5 }))

const BODIES = `SELECT b.name || '/' || v.key AS key, CAST(x.bytes AS TEXT) AS text
  FROM version v JOIN bucket b ON b.id = v.bucket_id LEFT JOIN blob x ON x.id = v.blob ORDER BY 1`

describe('chunks of several jobs in one transaction', () => {
  test('a copy of an object that has just taken the place of another one has its body', () => {
    const writer = openWriter({ folder, synchronous: 'off' }, createClock(), createSharedWords(), () => undefined)
    let id = 0
    const replies: WriteReply[] = []
    const carryOut = (command: string, args: unknown): void => {
      id += 1
      writer.group.carryOut({ id, command, args }, (reply) => replies.push(reply))
    }
    const put = (bucket: string, key: string, text: string): void => {
      const bytes = Buffer.from(text)
      carryOut('putObject', {
        bucket,
        key,
        headers: {},
        body: { kind: 'inline', bytes, size: bytes.length },
        etag: text,
      })
    }
    const copy = (job: string, from: string, to: string): void => {
      const copied: EntryCopy = {
        target: { bucket: to, headers: {} },
        keyPrefix: '',
        metadata: 'copy',
        tagging: 'copy',
        annotations: 'copy',
      }
      const chunk = { job, slice: 0, firstRow: 0, nextByte: 1, bucket: from, entries: packEntries(['k']) }
      carryOut('applyChunk', { chunk, action: { kind: 'copy', copy: copied } })
    }
    try {
      for (const name of ['new', 'middle', 'last']) {
        carryOut('createBucket', { name, account: ACCOUNT, region: 'us-east-1', objectLock: false })
      }
      put('new', 'k', 'new body')
      put('middle', 'k', 'old body')
      writer.group.commit()
      copy('first', 'new', 'middle')
      copy('second', 'middle', 'last')
      writer.group.commit()
      assert.deepEqual(
        replies.filter(({ kind }) => kind !== 'done'),
        [],
      )
      const db = openDatabase({ file: join(folder, 'objects.db'), readonly: true })
      const bodies = all(db, BODIES)
      db.close()
      assert.deepEqual(bodies, [
        { key: 'last/k', text: 'new body' },
        { key: 'middle/k', text: 'new body' },
        { key: 'new/k', text: 'new body' },
      ])
    } finally {
      writer.close()
    }
  })
})
