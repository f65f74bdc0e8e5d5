// What the start of the product is held against: Fastify and better-sqlite3 as they come, one table, one route.
'use strict'
const { mkdtempSync, rmSync } = require('node:fs')
const { tmpdir } = require('node:os')
const path = require('node:path')
const Database = require('better-sqlite3')
const { fastify } = require('fastify')

const folder = mkdtempSync(path.join(tmpdir(), 'bench-bare-'))
const db = new Database(path.join(folder, 'bare.db'))
db.pragma('journal_mode = WAL')
db.exec('CREATE TABLE object (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, body BLOB)')
const app = fastify()
app.get('/_emulator/health', async () => ({ status: 'running' }))
app.listen({ host: '127.0.0.1', port: 0 }).then((address) => {
  process.stdout.write(`bare at ${address} (nothing is kept)\nReady.\n`)
})
process.on('SIGTERM', () => {
  db.close()
  rmSync(folder, { recursive: true })
  process.exit(0)
})
