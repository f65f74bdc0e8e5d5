import { workerData } from 'node:worker_threads'
import { clockFromState } from '../../../model/clock.ts'
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
    open: (settings) => openWriter(settings, clockFromState(start.clock), start.signal),
  })
} catch (error) {
  start.control.postMessage({ kind: 'failed', message: error instanceof Error ? error.message : String(error) })
} finally {
  start.control.close()
}
