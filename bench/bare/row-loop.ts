/**
 * What every job is held against: one prepared UPDATE a row, 1,000 rows a transaction, on the product's own tables with
 * the product's own settings; no manifest, no report, no server.
 * Usage: node bench/bare/row-loop.ts DATABASE FIRST COUNT ORDER TAGSET   (prints one JSON line)
 */
import { openDatabase } from '../../db/sqlite/open.ts'
import { objectKey, shuffled } from '../store/bench-keys.ts'

const [file = '', first = '0', count = '0', order = 'sorted', tagset = '1'] = process.argv.slice(2)
const ROWS_A_TRANSACTION = 1_000
const UPDATE = `UPDATE attr SET tagset = ? WHERE id =
  (SELECT id FROM version WHERE bucket_id = 1 AND key = +? ORDER BY seq LIMIT 1)`

const db = openDatabase({ file, synchronous: 'normal' })
const update = db.prepare(UPDATE)
const rows = order === 'sorted' ? undefined : shuffled(Number(first), Number(count))
const began = performance.now()
const cpu = process.cpuUsage()
let changed = 0
for (let from = 0; from < Number(count); from += ROWS_A_TRANSACTION) {
  db.prepare('BEGIN IMMEDIATE').run()
  for (let index = from; index < Math.min(from + ROWS_A_TRANSACTION, Number(count)); index++) {
    changed += update.run(Number(tagset), objectKey(rows?.[index] ?? Number(first) + index)).changes
  }
  db.prepare('COMMIT').run()
}
const seconds = (performance.now() - began) / 1000
const { user, system } = process.cpuUsage(cpu)
if (changed !== Number(count)) throw new Error(`${changed} rows of ${count} changed`)
console.log(JSON.stringify({ rows: changed, seconds, cpuSeconds: (user + system) / 1e6 }))
db.close()
