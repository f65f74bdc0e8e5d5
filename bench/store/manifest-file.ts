import { closeSync, createReadStream, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FILES, manifestKey, OBJECTS } from './bench-keys.ts'

export interface StoredManifest {
  readonly key: string
  readonly etag: string
  readonly rows: number
}

const LINES_A_WRITE = 10_000

/** Which rows of the store a manifest names, in its order; a negative number is a key that is not there. */
export type ManifestRows = Iterable<number>

export function* range(first: number, count: number): Generator<number> {
  for (let row = first; row < first + count; row++) yield row
}

/** Every so many rows one that is not there, in its place. */
export function* withMissing(rows: ManifestRows, every: number): Generator<number> {
  let index = 0
  for (const row of rows) {
    index += 1
    yield index % every === 0 ? -row - 1 : row
  }
}

/** Writes a manifest of two columns and puts it into the server's bucket of files. */
export async function putManifest(url: string, name: string, rows: ManifestRows): Promise<StoredManifest> {
  const folder = mkdtempSync(join(tmpdir(), 's3control-local-manifest-'))
  const path = join(folder, name)
  try {
    const count = writeManifest(path, rows)
    return { key: name, etag: await putFile(`${url}/${FILES}/${name}`, path), rows: count }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function writeManifest(path: string, rows: ManifestRows): number {
  const file = openSync(path, 'w')
  let lines: string[] = []
  let count = 0
  const flush = (): void => {
    writeSync(file, lines.join(''))
    lines = []
  }
  for (const row of rows) {
    lines.push(row < 0 ? `${OBJECTS},${manifestKey(-row - 1)}.gone\n` : `${OBJECTS},${manifestKey(row)}\n`)
    count += 1
    if (lines.length === LINES_A_WRITE) flush()
  }
  flush()
  closeSync(file)
  return count
}

/** @returns the ETag, without its quotes */
function putFile(url: string, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method: 'PUT', headers: { 'content-length': statSync(path).size } }, (response) => {
      response.resume()
      if (response.statusCode === 200) resolve(String(response.headers.etag).replaceAll('"', ''))
      else reject(new Error(`PUT ${url}: ${response.statusCode}`))
    })
    outgoing.on('error', reject)
    createReadStream(path, { highWaterMark: 1 << 20 }).pipe(outgoing)
  })
}
