import { workerData } from 'node:worker_threads'
import { openDatabase } from '../../../../sqlite/open.ts'
import { CHECKPOINTER, SHARED_WORDS, wakeWriter } from '../shared-words.ts'
import type { CheckpointerStart } from './start-checkpointer.ts'

/**
 * Entry of the thread that writes SQLite's log back whenever the writer asks for it. What cannot be written (a full disk)
 * stays in the log, where the writer meets the same trouble and says so.
 */
const { file, synchronous, signal } = workerData as CheckpointerStart
const words = new Int32Array(signal)
const state = SHARED_WORDS.checkpointer
// It changes no page, so it needs hardly any of them in memory.
const db = openDatabase({ file, synchronous, checkpointPages: 0, cacheKiB: 256 })
const writeBack = db.prepare('PRAGMA wal_checkpoint(PASSIVE)')
Atomics.compareExchange(words, state, CHECKPOINTER.none, CHECKPOINTER.idle)
while (Atomics.load(words, state) !== CHECKPOINTER.ending) {
  if (Atomics.load(words, state) === CHECKPOINTER.idle) {
    Atomics.wait(words, state, CHECKPOINTER.idle)
    continue
  }
  try {
    writeBack.get()
  } catch {}
  Atomics.compareExchange(words, state, CHECKPOINTER.asked, CHECKPOINTER.idle)
  wakeWriter(words)
}
db.close()
