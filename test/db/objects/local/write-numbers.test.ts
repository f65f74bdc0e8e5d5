import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { createClock } from '../../../../db/model/clock.ts'
import { storeLayout } from '../../../../db/objects/local/layout.ts'
import { createSharedWords } from '../../../../db/objects/local/writer/shared-words.ts'
import { createVersionLog } from '../../../../db/objects/local/writer/version-log.ts'
import { createWriteContext } from '../../../../db/objects/local/writer/write-context.ts'
import { migrate } from '../../../../db/sqlite/migrate.ts'
import { openDatabase } from '../../../../db/sqlite/open.ts'
import { openTestStore } from '../../../support/local-store.ts'

test('no write number is given twice, however many a process has given before it died', async () => {
  const local = await openTestStore()
  const db = openDatabase({ file: join(local.folder, 'numbers.db'), synchronous: 'off' })
  migrate(db, 'objects')
  const life = () =>
    createWriteContext({
      db,
      clock: createClock(),
      layout: storeLayout(local.folder),
      replicationDelayMs: 0,
      versionLog: createVersionLog(createSharedWords()),
    }).context
  let highest = 0
  for (const writes of [1, 60_000_000, 3, 120_000_000]) {
    const context = life()
    assert.ok(context.nextWrite() > highest)
    for (let left = writes; left > 0; left -= 500_000) highest = context.nextWrite(500_000) + 499_999
  }
  assert.ok(life().nextWrite() > highest)
  db.close()
  await local.close()
})
