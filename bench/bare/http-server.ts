/**
 * What PUT and GET over HTTP are held against: node:http and the storage work alone. A PUT takes the body's MD5 and
 * CRC64NVME and commits a version, its attributes and its body (small ones in the database, larger ones as a file that
 * is renamed into place) to tables like the product's; a GET looks them up and sends them. No protocol, no checks.
 * Usage: node bench/bare/http-server.ts FOLDER   (prints its URL and `Ready.`)
 */
import { createHash, hash, randomBytes } from 'node:crypto'
import { createReadStream, readFileSync } from 'node:fs'
import { mkdir, open, rename } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createHasher } from '../../db/model/checksum/hasher.ts'
import { openDatabase } from '../../db/sqlite/open.ts'

const INLINE_BYTES = 16_384
const WRITE_BYTES = 262_144
const folder = process.argv[2] ?? '.'
await mkdir(folder, { recursive: true })
const db = openDatabase({ file: join(folder, 'bare.db') })
db.exec(`CREATE TABLE IF NOT EXISTS version (id INTEGER PRIMARY KEY, bucket INTEGER, key TEXT, seq INTEGER, modified INTEGER,
    size INTEGER, etag TEXT, blob INTEGER, headers TEXT, checksum TEXT, UNIQUE (bucket, key, seq));
  CREATE TABLE IF NOT EXISTS attr (id INTEGER PRIMARY KEY, tagset INTEGER, acl INTEGER);
  CREATE TABLE IF NOT EXISTS blob (id INTEGER PRIMARY KEY, size INTEGER, bytes BLOB, file TEXT)`)
const insertBlob = db.prepare('INSERT INTO blob (size, bytes, file) VALUES (?, ?, ?)')
const insertVersion = db.prepare(
  'INSERT INTO version (bucket, key, seq, modified, size, etag, blob, headers, checksum) VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?)',
)
const insertAttr = db.prepare('INSERT INTO attr VALUES (?, 0, 0)')
const find = db.prepare(`SELECT v.etag, v.size, b.bytes, b.file FROM version v JOIN blob b ON b.id = v.blob
  WHERE v.bucket = 1 AND v.key = +? ORDER BY v.seq LIMIT 1`)
let seq = Number.MAX_SAFE_INTEGER

const save = db.transaction((key: string, size: number, etag: string, checksum: string, body: Body): void => {
  const blob = insertBlob.run(size, 'bytes' in body ? body.bytes : null, 'file' in body ? body.file : null)
  const version = insertVersion.run(
    key,
    --seq,
    performance.timeOrigin + performance.now(),
    size,
    etag,
    blob.lastInsertRowid,
    '{"contentType":"application/octet-stream"}',
    `{"algorithm":"CRC64NVME","value":"${checksum}","type":"FULL_OBJECT"}`,
  )
  insertAttr.run(version.lastInsertRowid)
})
type Body = { readonly bytes: Buffer } | { readonly file: string }

async function put(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const key = decodeURIComponent(request.url ?? '')
  const length = Number(request.headers['content-length'])
  const crc = createHasher('CRC64NVME')
  if (length <= INLINE_BYTES) {
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece as Buffer)
    const [first] = pieces
    const bytes = pieces.length === 1 && first !== undefined ? first : Buffer.concat(pieces)
    crc.update(bytes)
    answerPut(response, key, length, hash('md5', bytes), Buffer.from(crc.digest()).toString('base64'), { bytes })
    return
  }
  const name = randomBytes(16).toString('hex')
  const file = await open(join(folder, `${name}.part`), 'wx')
  const md5 = createHash('md5')
  let pieces: Buffer[] = []
  let collected = 0
  const flush = async (): Promise<void> => {
    await file.writev(pieces)
    pieces = []
    collected = 0
  }
  for await (const piece of request) {
    md5.update(piece as Buffer)
    crc.update(piece as Buffer)
    pieces.push(piece as Buffer)
    collected += (piece as Buffer).length
    if (collected >= WRITE_BYTES) await flush()
  }
  await flush()
  await file.close()
  await rename(join(folder, `${name}.part`), join(folder, name))
  const checksum = Buffer.from(crc.digest()).toString('base64')
  answerPut(response, key, length, md5.digest('hex'), checksum, { file: name })
}

function answerPut(
  response: ServerResponse,
  key: string,
  size: number,
  etag: string,
  checksum: string,
  body: Body,
): void {
  save(key, size, etag, checksum, body)
  response.writeHead(200, { etag: `"${etag}"`, 'content-length': 0 })
  response.end()
}

/** The product reads files up to this size at once. */
const READ_AT_ONCE_BYTES = 262_144

function get(request: IncomingMessage, response: ServerResponse): void {
  const row = find.get(decodeURIComponent(request.url ?? '')) as
    | { etag: string; size: number; bytes: Buffer | null; file: string | null }
    | undefined
  if (row === undefined) {
    response.writeHead(404, { 'content-length': 0 }).end()
    return
  }
  response.writeHead(200, { etag: `"${row.etag}"`, 'content-length': row.size })
  if (row.file === null) response.end(row.bytes)
  else if (row.size <= READ_AT_ONCE_BYTES) response.end(readFileSync(join(folder, row.file)))
  else createReadStream(join(folder, row.file), { highWaterMark: READ_AT_ONCE_BYTES }).pipe(response)
}

const server = createServer((request, response) => {
  if (request.method === 'PUT') put(request, response).catch(() => response.destroy())
  else get(request, response)
})
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  console.log(`http://127.0.0.1:${port}\nReady.`)
})
process.on('SIGTERM', () => process.exit(0))
