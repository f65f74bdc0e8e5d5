import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { openDatabase } from '../../../db/sqlite/open.ts'
import { all, one, run, steady } from '../../../db/sqlite/statement.ts'

describe('a statement', () => {
  test('compares with parameters that the planner cannot see', () => {
    assert.equal(
      steady('SELECT a FROM t WHERE b = ? AND c >= @d AND e IS ? ORDER BY a LIMIT @n OFFSET ?'),
      'SELECT a FROM t WHERE b = +? AND c >= +@d AND e IS +? ORDER BY a LIMIT +@n OFFSET +?',
    )
  })

  test('keeps what is no comparison with a parameter', () => {
    const sql = `INSERT INTO t (a, b) VALUES (?, @b) ON CONFLICT (a) DO UPDATE SET b = b + 1 WHERE c = 1 AND d IS NULL`
    assert.equal(steady(sql), sql)
  })

  test('finds, compares and changes values of every type as without', () => {
    const db = openDatabase({ file: ':memory:' })
    run(db, 'CREATE TABLE t (id INTEGER PRIMARY KEY, number INTEGER, text TEXT, bytes BLOB)')
    run(db, 'INSERT INTO t VALUES (1, ?, ?, ?)', Number.MAX_SAFE_INTEGER, 'é', Buffer.from('b'))
    run(db, 'INSERT INTO t VALUES (2, NULL, ?, NULL)', '7')
    assert.deepEqual(one(db, 'SELECT id FROM t WHERE number = ?', Number.MAX_SAFE_INTEGER), { id: 1 })
    assert.deepEqual(one(db, 'SELECT id FROM t WHERE text = ? AND bytes = ?', 'é', Buffer.from('b')), { id: 1 })
    assert.deepEqual(one(db, 'SELECT id FROM t WHERE number IS ?', null), { id: 2 })
    assert.deepEqual(one(db, 'SELECT id FROM t WHERE text = ?', '7'), { id: 2 })
    assert.deepEqual(all(db, 'SELECT id FROM t ORDER BY id LIMIT ? OFFSET ?', 1, 1), [{ id: 2 }])
    run(db, 'UPDATE t SET text = @text WHERE id = @id', { text: '+x', id: 2 })
    assert.deepEqual(one(db, 'SELECT text FROM t WHERE id = ?', 2), { text: '+x' })
    db.close()
  })
})
