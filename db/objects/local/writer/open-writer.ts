import type { Clock } from '../../../model/clock.ts'
import { refuseLost } from '../../../sqlite/lost-database.ts'
import { migrate } from '../../../sqlite/migrate.ts'
import { attachStanding, openDatabase } from '../../../sqlite/open.ts'
import { makeFolders, storeLayout } from '../layout.ts'
import { createLogKeeper } from './checkpoints/log-keeper.ts'
import type { WriterSettings } from './messages.ts'
import { createReleasedFiles } from './released-files.ts'
import { createVersionLog } from './version-log.ts'
import { createWriteContext } from './write-context.ts'
import { createWriteGroup } from './write-group.ts'
import type { OpenWriter } from './writer-loop.ts'

/** Opens (or makes) the store in a folder for writing. */
export function openWriter(
  settings: WriterSettings,
  clock: Clock,
  signal: SharedArrayBuffer,
  onLongLog: () => void,
): OpenWriter {
  const layout = storeLayout(settings.folder)
  makeFolders(layout, { flush: settings.synchronous === 'full' })
  const db = openDatabase({ file: layout.database, synchronous: settings.synchronous })
  refuseLost(db, layout.blobs)
  migrate(db, 'objects')
  attachStanding(db)
  const { context, aftermath } = createWriteContext({
    db,
    clock,
    layout,
    replicationDelayMs: settings.replicationDelayMs ?? 0,
    versionLog: createVersionLog(signal),
  })
  const released = createReleasedFiles(layout, settings.synchronous)
  return {
    group: createWriteGroup(context, aftermath, released),
    released,
    log: createLogKeeper(db, signal, onLongLog),
    close() {
      released.remove()
      db.close()
    },
  }
}
