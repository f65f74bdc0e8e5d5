import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, afterEach, before, describe, test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { crc32 } from 'node:zlib'
import { createSeal } from '../../../../../db/objects/local/bodies/seal.ts'
import type { StagedBody } from '../../../../../db/objects/object-writes.ts'
import { openDatabase } from '../../../../../db/sqlite/open.ts'
import { makeBucket, openTestStore, type TestStore } from '../../../../support/local-store.ts'

const ADDRESS = { bucket: 'bucket', key: 'key' }
const OTHER_BYTES = /^The body file blobs\/\S+ does not have the bytes that were written\.$/

let local: TestStore
before(async () => {
  local = await openTestStore()
  await makeBucket(local, 'bucket')
})
afterEach(() => local.store.writes.remove(ADDRESS))
after(() => local.close())

/** All ways in which a whole body is read. */
const READERS: Readonly<Record<string, () => Promise<Buffer>>> = {
  async open() {
    const { reads } = local.store
    const body = await reads.open(await reads.version(ADDRESS))
    return body.kind === 'bytes' ? Buffer.from(body.bytes) : collect(body.stream)
  },
  async pieces() {
    const { reads } = local.store
    return collect(await reads.pieces(await reads.version(ADDRESS)))
  },
  async save() {
    const { reads } = local.store
    const path = join(local.folder, 'saved')
    try {
      await reads.save(await reads.version(ADDRESS), path)
      return readFileSync(path)
    } finally {
      rmSync(path)
    }
  },
}

/** Today's form, and that of stores made before. */
const NAMES: Readonly<Record<string, (bytes: Uint8Array) => string>> = {
  'its seal': (bytes) => `-${sealOf(bytes)}`,
  'its CRC32': (bytes) => `-${crc32(bytes).toString(16).padStart(8, '0')}`,
}

/** The first is read at once, the other piece by piece. */
for (const size of [20_000, 600_000]) {
  const bytes = Buffer.alloc(size, 'some bytes')

  describe(`a body file of ${size} bytes`, () => {
    test('is called by its seal when the body came in pieces', async () => {
      const sink = local.store.writes.stage()
      for (let at = 0; at < size; at += 7_001) await sink.write(Uint8Array.from(bytes.subarray(at, at + 7_001)))
      await put(await sink.finish(), size)
      assert.match(onlyFile().name, new RegExp(`^[0-9a-f]{32}-${sealOf(bytes)}$`))
    })

    test('is called by its seal when the body came as a file', async () => {
      const path = join(local.folder, 'upload')
      writeFileSync(path, bytes)
      await put(await local.store.writes.stageFile(path), size)
      assert.match(onlyFile().name, new RegExp(`^[0-9a-f]{32}-${sealOf(bytes)}$`))
    })

    for (const [named, ending] of Object.entries(NAMES)) {
      for (const [way, read] of Object.entries(READERS)) {
        test(`that is called by ${named} is given out when it is intact, and not when it is damaged (${way})`, async () => {
          await put(await local.store.writes.stageBytes(bytes), size)
          await callOnlyFile(`${'0'.repeat(32)}${ending(bytes)}`)
          assert.ok((await read()).equals(bytes))
          damageOnlyFile()
          await assert.rejects(read(), { name: 'DamagedFile', message: OTHER_BYTES })
        })
      }
    }

    test('whose name has no seal is given out as it is', async () => {
      await put(await local.store.writes.stageBytes(bytes), size)
      await callOnlyFile('0'.repeat(32))
      damageOnlyFile()
      for (const read of Object.values(READERS)) assert.equal((await read()).length, size)
    })
  })
}

function sealOf(bytes: Uint8Array): string {
  const seal = createSeal()
  seal.add(bytes)
  return seal.digits()
}

async function put(body: StagedBody, size: number): Promise<void> {
  await local.store.writes.put({ ...ADDRESS, headers: {}, body, etag: `etag-${size}` })
}

async function collect(pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<Buffer> {
  const copies: Uint8Array[] = []
  for await (const piece of pieces) copies.push(Uint8Array.from(piece))
  return Buffer.concat(copies)
}

function onlyFile(): { readonly name: string; readonly path: string } {
  const files = readdirSync(join(local.folder, 'blobs'), { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  const [file] = files
  assert.ok(file !== undefined && files.length === 1)
  return { name: file.name, path: join(file.parentPath, file.name) }
}

/** As a store of another day has it. */
async function callOnlyFile(name: string): Promise<void> {
  const before = onlyFile()
  const folder = join(local.folder, 'blobs', name.slice(0, 2))
  mkdirSync(folder, { recursive: true })
  renameSync(before.path, join(folder, name))
  const db = openDatabase({ file: join(local.folder, 'objects.db') })
  try {
    db.prepare('UPDATE blob SET file = ? WHERE file = ?').run(name, before.name)
  } finally {
    db.close()
  }
  await nextTurn()
}

function damageOnlyFile(): void {
  const { path } = onlyFile()
  const bytes = readFileSync(path)
  const at = bytes.length >> 1
  bytes[at] = (bytes[at] as number) ^ 1
  writeFileSync(path, bytes)
}
