import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClock, type MovableClock } from '../../db/model/clock.ts'
import type { ObjectVersion } from '../../db/model/object.ts'
import { type OpenObjectStore, openLocalObjectStore } from '../../db/objects/local/local-object-store.ts'
import { startWriter, type WriterThread } from '../../db/objects/local/writer/start-writer.ts'

export interface TestStore {
  readonly store: OpenObjectStore
  readonly writer: WriterThread
  readonly clock: MovableClock
  readonly folder: string
  /** Calls back when a commit has put effects on record. */
  onEffects(listener: () => void): void
  /** Puts a small object. */
  put(bucket: string, key: string, text?: string): Promise<ObjectVersion>
  /** Closes and opens again on the same folder. */
  reopen(): Promise<TestStore>
  close(): Promise<void>
}

export const ACCOUNT = '123456789012'

/** A real local store in a folder of its own, removed when it is closed. */
export async function openTestStore(
  folder = mkdtempSync(join(tmpdir(), 's3control-local-')),
  settings: { readonly replicationDelayMs?: number } = {},
): Promise<TestStore> {
  const clock = createClock()
  const listeners = new Set<() => void>()
  const onEffects = (): void => {
    for (const listener of listeners) listener()
  }
  const writer = await startWriter({ folder, synchronous: 'off', clock, onEffects, ...settings })
  const access = { folder, signal: writer.signal, flush: false, remembers: true }
  const store = openLocalObjectStore({ ...access, port: writer.attach('request') })
  const shut = async (): Promise<void> => {
    store.close()
    await writer.stop()
  }
  return {
    store,
    writer,
    clock,
    folder,
    onEffects: (listener) => void listeners.add(listener),
    async put(bucket, key, text = `body of ${key}`) {
      const body = await store.writes.stageBytes(Buffer.from(text))
      return store.writes.put({ bucket, key, headers: {}, body, etag: `etag-${text.length}` })
    },
    async reopen() {
      await shut()
      return openTestStore(folder)
    },
    async close() {
      await shut()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export function makeBucket(
  test: TestStore,
  name: string,
  options: { readonly objectLock?: boolean; readonly account?: string } = {},
) {
  return test.store.buckets.create({
    name,
    account: options.account ?? ACCOUNT,
    region: 'us-east-1',
    objectLock: options.objectLock ?? false,
  })
}

/** Carries out all replication that is due, as the program does in the background. */
export async function replicateDue({ store, clock }: TestStore): Promise<void> {
  for (;;) {
    const due = await store.effects.due(['replicate', 'replicateExisting'], clock.now(), 100)
    if (due.length === 0) return
    await store.effects.replicate(due.map(({ id }) => id))
  }
}

export async function readText(test: TestStore, version: ObjectVersion): Promise<string> {
  return (await readVersion(test, version)).toString()
}

/** The bytes of a key's current version. */
export async function readBytes(test: TestStore, bucket: string, key: string): Promise<Buffer> {
  return readVersion(test, await test.store.reads.version({ bucket, key }))
}

async function readVersion(test: TestStore, version: ObjectVersion): Promise<Buffer> {
  const body = await test.store.reads.open(version)
  if (body.kind === 'bytes') return Buffer.from(body.bytes)
  const chunks: Uint8Array[] = []
  for await (const chunk of body.stream) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}
