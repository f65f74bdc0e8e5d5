import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import type { Random } from '../support/random.ts'
import type { Change } from './record.ts'

/**
 * A disk that forgets what was not flushed. The bytes of a file are safe when the file was flushed, its name when its
 * folder was: the least that POSIX promises, and less than most file systems do.
 */
export interface DiskModel {
  apply(change: Change): void
  /** Everything that was written so far reaches the disk, as the system does it by itself after a while. */
  settle(): void
  /** Writes into a folder what a loss of power could leave at this moment. */
  cut(leaves: Leaves, folder: string, random: Random): void
}

/** Of what was not flushed: nothing, all, or some, in pieces. */
export type Leaves = 'nothing' | 'all' | 'some'

type WriteChange = Extract<Change, { kind: 'write' }>
type BytesChange = WriteChange | Extract<Change, { kind: 'truncate' }>

interface File {
  flushed: Buffer
  pending: BytesChange[]
}

type Name = File | 'folder'

/** The unit that a disk writes as a whole. */
const SECTOR = 512

/** @param root a folder that is there, and safe, from the beginning */
export function createDiskModel(root: string): DiskModel {
  const inodes = new Map<number, File>()
  const names = new Map<string, Name>([[root, 'folder']])
  const safeNames = new Map<string, Name>(names)

  const flushNames = (folder: string): void => {
    const inside = (path: string): boolean => dirname(path) === folder
    for (const path of safeNames.keys()) if (inside(path) && !names.has(path)) safeNames.delete(path)
    for (const [path, name] of names) if (inside(path)) safeNames.set(path, name)
  }
  const flushFile = (file: File): void => {
    file.flushed = applied(file.flushed, file.pending)
    file.pending = []
  }
  const apply = (change: Change): void => {
    if (change.kind === 'create') {
      const file: File = { flushed: Buffer.alloc(0), pending: [] }
      inodes.set(change.inode, file)
      names.set(change.path, file)
    } else if (change.kind === 'write' || change.kind === 'truncate') inodes.get(change.inode)?.pending.push(change)
    else if (change.kind === 'flush') {
      if (names.get(change.path) === 'folder') flushNames(change.path)
      const file = inodes.get(change.inode)
      if (file !== undefined) flushFile(file)
    } else if (change.kind === 'mkdir') names.set(change.path, 'folder')
    else if (change.kind === 'remove') names.delete(change.path)
    else if (change.kind === 'rename' || change.kind === 'link') {
      const name = names.get(change.path)
      if (name !== undefined) names.set(change.to, name)
      if (change.kind === 'rename') names.delete(change.path)
    }
  }

  return {
    apply,
    settle() {
      for (const file of inodes.values()) flushFile(file)
      safeNames.clear()
      for (const [path, name] of names) safeNames.set(path, name)
    },
    cut(leaves, folder, random) {
      const left = namesLeft(names, safeNames, leaves, random)
      for (const path of [...left.keys()].sort()) {
        const name = left.get(path)
        // SQLite makes its wal-index anew; what it holds goes through memory that is not on record.
        if (name === undefined || path === root || path.endsWith('-shm')) continue
        if (!left.has(dirname(path))) left.delete(path)
        else if (name !== 'folder') {
          const file = join(folder, relative(root, path))
          // Empty folders would take most of the time.
          mkdirSync(dirname(file), { recursive: true })
          writeFileSync(file, bytesLeft(name, leaves, random))
        }
      }
    },
  }
}

function namesLeft(
  names: ReadonlyMap<string, Name>,
  safe: ReadonlyMap<string, Name>,
  leaves: Leaves,
  random: Random,
): Map<string, Name> {
  const left = new Map<string, Name>()
  for (const path of new Set([...safe.keys(), ...names.keys()])) {
    const [old, now] = [safe.get(path), names.get(path)]
    const chosen = leaves === 'nothing' ? old : leaves === 'all' || old === now || random.next() < 0.5 ? now : old
    if (chosen !== undefined) left.set(path, chosen)
  }
  return left
}

function bytesLeft({ flushed, pending }: File, leaves: Leaves, random: Random): Buffer {
  if (leaves === 'nothing') return flushed
  if (leaves === 'all') return applied(flushed, pending)
  return applied(
    flushed,
    pending.flatMap((change): readonly BytesChange[] => {
      if (random.next() < 0.5) return []
      return change.kind === 'truncate' || random.next() < 0.7 ? [change] : torn(change, random)
    }),
  )
}

/** A write of which only some sectors arrived: its beginning, or any of them. */
function torn({ bytes, ...change }: WriteChange, random: Random): readonly WriteChange[] {
  const count = Math.ceil(bytes.length / SECTOR)
  const arrived = random.next() < 0.5 ? random.below(count + 1) : undefined
  return Array.from({ length: count }, (_, sector) => sector)
    .filter((sector) => (arrived === undefined ? random.next() < 0.5 : sector < arrived))
    .map((sector) => {
      const [from, to] = [sector * SECTOR, (sector + 1) * SECTOR]
      return { ...change, offset: change.offset + from, bytes: bytes.subarray(from, to) }
    })
}

function applied(bytes: Buffer, changes: readonly BytesChange[]): Buffer {
  if (changes.length === 0) return bytes
  const ends = changes.map((change) => (change.kind === 'truncate' ? change.size : change.offset + change.bytes.length))
  const whole = Buffer.alloc(ends.reduce((most, end) => Math.max(most, end), bytes.length))
  bytes.copy(whole)
  let size = bytes.length
  for (const change of changes) {
    if (change.kind === 'truncate') {
      if (change.size < size) whole.fill(0, change.size, size)
      size = change.size
    } else {
      change.bytes.copy(whole, change.offset)
      size = Math.max(size, change.offset + change.bytes.length)
    }
  }
  return whole.subarray(0, size)
}
