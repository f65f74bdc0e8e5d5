import type { StoreAccess } from '../../db/objects/local/local-object-store.ts'
import type { LinkKind } from '../../db/objects/local/writer/messages.ts'
import type { WriterThread } from '../../db/objects/local/writer/start-writer.ts'
import type { Config } from '../config.ts'

/** A link of its own to the store, for this thread or another. */
export function storeAccess(config: Config, folder: string, writer: WriterThread, link: LinkKind): StoreAccess {
  return { folder, signal: writer.signal, port: writer.attach(link), flush: config.sync === 'full' }
}
