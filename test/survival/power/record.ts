import { spawnSync } from 'node:child_process'
import { appendFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** One change of a file or a name, in the order in which they happened; see `record-writes.c`. */
export type Change =
  | { readonly kind: 'create'; readonly inode: number; readonly path: string }
  | { readonly kind: 'write'; readonly inode: number; readonly offset: number; readonly bytes: Buffer }
  | { readonly kind: 'truncate'; readonly inode: number; readonly size: number }
  /** Of a file's bytes, or of the names in a folder. */
  | { readonly kind: 'flush'; readonly inode: number; readonly path: string }
  | { readonly kind: 'mkdir' | 'remove'; readonly path: string }
  | { readonly kind: 'rename' | 'link'; readonly path: string; readonly to: string }
  /** Put there by the client: a request begins, or has been answered. */
  | { readonly kind: 'note'; readonly text: string }

/** Compiles the recorder. @throws Error where there is no C compiler: the test of a loss of power needs one */
export function compileRecorder(folder: string): string {
  const library = join(folder, 'record-writes.so')
  const source = join(import.meta.dirname, 'record-writes.c')
  const { status, stderr, error } = spawnSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, source, '-ldl'], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`The recorder could not be compiled: ${error?.message ?? stderr}`)
  return library
}

/** The environment of a server that is recorded. */
export function recordedBy(library: string, root: string, log: string): Readonly<Record<string, string>> {
  // What libuv gives to io_uring would not be seen.
  return { LD_PRELOAD: library, RECORD_ROOT: root, RECORD_LOG: log, UV_USE_IO_URING: '0' }
}

const HEAD_BYTES = 21

/** Adds a note; one write, so that it stands between two records of the server. */
export function note(log: string, text: string): void {
  const bytes = Buffer.from(text)
  const record = Buffer.alloc(4 + HEAD_BYTES + bytes.length)
  record.writeUInt32LE(HEAD_BYTES + bytes.length, 0)
  record.write('A', 4)
  record.writeUInt32LE(bytes.length, 4 + 17)
  bytes.copy(record, 4 + HEAD_BYTES)
  appendFileSync(log, record)
}

export function readRecord(log: string): readonly Change[] {
  const all = readFileSync(log)
  const changes: Change[] = []
  for (let at = 0; at < all.length; ) {
    const length = all.readUInt32LE(at)
    const change = changeOf(all.subarray(at + 4, at + 4 + length))
    if (change !== undefined) changes.push(change)
    at += 4 + length
  }
  return changes
}

function changeOf(record: Buffer): Change | undefined {
  const operation = record.toString('latin1', 0, 1)
  const inode = Number(record.readBigUInt64LE(1))
  const second = Number(record.readBigUInt64LE(9))
  const textEnd = HEAD_BYTES + record.readUInt32LE(17)
  const path = record.toString('utf8', HEAD_BYTES, textEnd)
  const rest = record.subarray(textEnd)
  if (operation === 'A') return { kind: 'note', text: path }
  if (operation === 'C') return { kind: 'create', inode, path }
  if (operation === 'W') return { kind: 'write', inode, offset: second, bytes: rest }
  if (operation === 'T') return { kind: 'truncate', inode, size: second }
  if (operation === 'S') return { kind: 'flush', inode, path }
  if (operation === 'M') return { kind: 'mkdir', path }
  if (operation === 'U') return { kind: 'remove', path }
  if (operation === 'R') return { kind: 'rename', path, to: rest.toString() }
  if (operation === 'L') return { kind: 'link', path, to: rest.toString() }
  throw new Error(`The record has an operation ${operation}.`)
}
