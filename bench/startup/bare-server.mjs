// The same as `bare-server.cjs`, as an ES module.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import fastify from 'fastify'

const folder = mkdtempSync(join(tmpdir(), 'bench-bare-'))
const db = new Database(join(folder, 'bare.db'))
db.pragma('journal_mode = WAL')
db.exec('CREATE TABLE object (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, body BLOB)')
const app = fastify()
app.get('/_emulator/health', async () => ({ status: 'running' }))
const address = await app.listen({ host: '127.0.0.1', port: 0 })
process.stdout.write(`bare at ${address} (nothing is kept)\nReady.\n`)
process.on('SIGTERM', () => {
  db.close()
  rmSync(folder, { recursive: true })
  process.exit(0)
})
