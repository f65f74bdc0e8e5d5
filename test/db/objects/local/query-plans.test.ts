import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { refusedSql, updateFoundSql, updateSql } from '../../../../db/objects/local/changes/apply-change.ts'
import { findSql } from '../../../../db/objects/local/changes/find-versions.ts'
import { attrChange } from '../../../../db/objects/local/changes/registry.ts'
import { ANNOTATION_STATEMENTS } from '../../../../db/objects/local/commands/copy-annotations.ts'
import { COPY_STATEMENTS } from '../../../../db/objects/local/commands/copy-entries.ts'
import type { ObjectChange } from '../../../../db/objects/object-writes.ts'
import { attachStanding, type Database, openDatabase } from '../../../../db/sqlite/open.ts'
import { all } from '../../../../db/sqlite/statement.ts'
import { openTestStore, type TestStore } from '../../../support/local-store.ts'

const KINDS: readonly ObjectChange['kind'][] = [
  'putTagging',
  'deleteTagging',
  'putAcl',
  'putLegalHold',
  'putRetention',
  'restore',
  'updateEncryption',
]

/** What may be read from end to end: the entries themselves, a constant, the list that an IN has made, a few key types. */
const SHORT = /^SCAN (j VIRTUAL TABLE|json_each VIRTUAL TABLE|CONSTANT ROW|encryption|\(subquery)/

describe('statements over many objects', () => {
  let local: TestStore
  let db: Database
  before(async () => {
    local = await openTestStore()
    db = openDatabase({ file: join(local.folder, 'objects.db') })
    attachStanding(db)
  })
  after(async () => {
    db.close()
    await local.close()
  })

  const scans = (sql: string): string[] =>
    all<{ detail: string }>(db, `EXPLAIN QUERY PLAN ${sql}`, namedBy(sql))
      .map(({ detail }) => detail)
      .filter((detail) => detail.startsWith('SCAN') && !SHORT.test(detail))

  for (const kind of KINDS) {
    test(`${kind} reads no more than its entries`, () => {
      const code = attrChange({ kind } as ObjectChange)
      for (const versioned of [true, false]) {
        assert.deepEqual(scans(updateSql(code, versioned)), [])
        assert.deepEqual(scans(refusedSql(code, versioned)), [])
      }
      assert.deepEqual(scans(updateFoundSql(code)), [])
    })
  }

  test('finding versions reads no more than the entries', () => {
    for (const versioned of [true, false]) assert.deepEqual(scans(findSql(versioned)), [])
  })

  for (const [name, sql] of Object.entries({ ...COPY_STATEMENTS, ...ANNOTATION_STATEMENTS })) {
    test(`copying (${name}) reads no more than its entries`, () => assert.deepEqual(scans(sql), []))
  }
})

/** Every parameter must be bound, also to explain. */
function namedBy(sql: string): Record<string, null> {
  return Object.fromEntries([...sql.matchAll(/@(\w+)/g)].map((match) => [match[1] ?? '', null]))
}
