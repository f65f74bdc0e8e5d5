/** Snapshots of a local data folder. */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { requireRoom } from '../../../db/files/require-room.ts'
import { copyJobs } from '../../../db/jobs/copy-jobs.ts'
import type { Clock } from '../../../db/model/clock.ts'
import { isNoRoom, noRoom } from '../../../db/model/no-room.ts'
import { copyStore } from '../../../db/objects/local/snapshots/copy-store.ts'
import type { DataFolder } from '../../data-folder.ts'
import { type Snapshot, SnapshotError, type Snapshots } from '../../emulator-api/snapshots/snapshots.ts'
import type { Worlds } from '../worlds.ts'
import { type KeptSnapshot, openShelf, type Shelf } from './shelf.ts'

export interface SnapshotParts {
  readonly folder: DataFolder
  readonly worlds: Pick<Worlds, 'pause' | 'replace'>
  readonly clock: Clock
  /** A snapshot is on the disk when it has been taken, and a state when it has been restored. */
  readonly flush: boolean
}

const NAME = /^[A-Za-z0-9_-]{1,64}$/
const MOST = 1_000

export function openSnapshots({ folder, worlds, clock, flush }: SnapshotParts): Snapshots {
  const shelf = openShelf(folder.snapshots, { flush })
  return {
    async take(name) {
      refuseName(shelf, name)
      // Before anything stops: a world that was closed needs some room itself to be opened again.
      requireRoomFor(folder.current())
      const begun = shelf.begin()
      const record = await worlds.pause((current) => {
        const takenAt = new Date(clock.now()).toISOString()
        return orNothing(
          async () => ({ name, takenAt, ...(await copyState(current, begun, flush)) }),
          () => shelf.discard(begun),
        )
      })
      await orNothing(
        async () => shelf.finish(begun, record),
        () => shelf.discard(begun),
      )
      return record
    },
    async list() {
      return shelf.list().map(({ record }) => record)
    },
    async restore(name) {
      const kept = find(shelf, name)
      requireRoomFor(kept.folder)
      // The old world goes on until the next one is whole.
      await orNothing(() => copyState(kept.folder, folder.aside(), flush), folder.clearAside)
      await worlds.replace({ folder: folder.adopt })
      return kept.record
    },
    async remove(name) {
      shelf.remove(find(shelf, name))
    },
  }
}

/** What is left to those who go on beside it: logs, bodies on their way. */
const SPARE_BYTES = 4 * 1024 * 1024

/** Databases are copied; bodies in files are not. @throws S3Error `InsufficientStorage` */
function requireRoomFor(state: string): void {
  const databases = readdirSync(state).filter((name) => /\.db(?:-wal)?$/.test(name))
  const bytes = databases.reduce((sum, name) => sum + statSync(join(state, name)).size, 0)
  requireRoom(state, bytes + SPARE_BYTES)
}

/** Both ways it is the same: a state becomes a snapshot, and a snapshot becomes a state. */
async function copyState(from: string, to: string, flush: boolean): Promise<Omit<Snapshot, 'name' | 'takenAt'>> {
  const { bytes: ofJobs, ...jobs } = await copyJobs(from, to, { flush })
  const { bytes, ...store } = await copyStore(from, to, { flush })
  return { ...store, ...jobs, bytes: bytes + ofJobs }
}

/** What does not come about leaves nothing behind. @throws S3Error `InsufficientStorage` when the disk is full */
async function orNothing<Result>(work: () => Promise<Result>, undo: () => unknown): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    undo()
    throw isNoRoom(error) ? noRoom() : error
  }
}

function refuseName(shelf: Shelf, name: string): void {
  if (!NAME.test(name)) {
    throw new SnapshotError('InvalidSnapshot', 'A name has 1 to 64 letters, digits, "-" and "_".')
  }
  const present = shelf.list()
  if (present.some(({ record }) => record.name === name)) {
    throw new SnapshotError('SnapshotExists', `There is a snapshot ${name} already; delete it first.`)
  }
  if (present.length >= MOST) {
    throw new SnapshotError('TooManySnapshots', `There are ${MOST} snapshots already; delete some first.`)
  }
}

function find(shelf: Shelf, name: string): KeptSnapshot {
  const found = shelf.list().find(({ record }) => record.name === name)
  if (found === undefined) throw new SnapshotError('NoSuchSnapshot', 'There is no snapshot of this name.')
  return found
}
