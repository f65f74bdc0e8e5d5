import type { Clock } from '../../../model/clock.ts'
import { migrate } from '../../../sqlite/migrate.ts'
import { openDatabase } from '../../../sqlite/open.ts'
import { makeFolders, storeLayout } from '../layout.ts'
import type { WriterSettings } from './messages.ts'
import { createVersionLog } from './version-log.ts'
import { createWriteContext } from './write-context.ts'
import { createWriteGroup } from './write-group.ts'
import type { OpenWriter } from './writer-loop.ts'

/** Opens (or makes) the store in a folder for writing. */
export function openWriter(settings: WriterSettings, clock: Clock, signal: SharedArrayBuffer): OpenWriter {
  const layout = storeLayout(settings.folder)
  makeFolders(layout)
  const db = openDatabase({ file: layout.database, synchronous: settings.synchronous })
  migrate(db, 'objects')
  const { context, aftermath } = createWriteContext({
    db,
    clock,
    layout,
    replicationDelayMs: settings.replicationDelayMs ?? 0,
    versionLog: createVersionLog(signal),
  })
  return { group: createWriteGroup(context, aftermath), close: () => db.close() }
}
