import { workerData } from 'node:worker_threads'
import { clockFromState } from '../../../model/clock.ts'
import { DatabaseUnusable } from '../../../sqlite/database-unusable.ts'
import type { WriterStart } from './messages.ts'
import { openWriter } from './open-writer.ts'
import { runWriterLoop } from './writer-loop.ts'

/** Entry of the writer thread: the one owner of the write connection. */
const start = workerData as WriterStart
try {
  runWriterLoop({
    control: start.control,
    signal: start.signal,
    settings: start,
    open: (settings, onLongLog) => openWriter(settings, clockFromState(start.clock), start.signal, onLongLog),
  })
} catch (error) {
  const message = error instanceof Error ? error.message : String(error)
  start.control.postMessage({ kind: 'failed', message, unusable: error instanceof DatabaseUnusable })
} finally {
  start.control.close()
}
