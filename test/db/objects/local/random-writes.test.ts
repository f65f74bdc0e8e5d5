import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { createClock } from '../../../../db/model/clock.ts'
import { packEntries } from '../../../../db/objects/local/changes/entry-set.ts'
import { findVersions } from '../../../../db/objects/local/changes/find-versions.ts'
import { openWriter } from '../../../../db/objects/local/writer/open-writer.ts'
import { createSharedWords } from '../../../../db/objects/local/writer/shared-words.ts'
import { committedNotes } from '../../../../db/objects/local/writer/version-log.ts'
import { openDatabase } from '../../../../db/sqlite/open.ts'
import { all } from '../../../../db/sqlite/statement.ts'
import { ACCOUNT } from '../../../support/local-store.ts'
import { type Random, seededRandom } from '../../../survival/support/random.ts'

const ROUNDS = 40
const WRITES = 100
const BUCKETS = { plain: 'Off', other: 'Off', versioned: 'Enabled', suspended: 'Suspended' } as const
const NAMES = Object.keys(BUCKETS)
const KEYS = ['a', 'b']

/** Body and annotation of the current version of a key. */
type Content = readonly [text: string, annotation: string | null]

const CURRENT = `SELECT b.name || '/' || v.key AS address, CAST(x.bytes AS TEXT) AS text,
    (SELECT CAST(y.bytes AS TEXT) FROM annotation n JOIN blob y ON y.id = n.blob WHERE n.version = v.id) AS annotation
  FROM version v JOIN bucket b ON b.id = v.bucket_id LEFT JOIN blob x ON x.id = v.blob
  WHERE v.marker = 0 AND v.seq = (SELECT min(seq) FROM version w WHERE w.bucket_id = v.bucket_id AND w.key = v.key)`
/** Bodies whose owners are not as many as they are said to be, or that are not there. */
const WRONG_OWNERS = `WITH owner AS (SELECT blob FROM version WHERE blob IS NOT NULL UNION ALL SELECT blob FROM annotation)
  SELECT x.id FROM blob x
    WHERE (SELECT count(*) FROM owner o WHERE o.blob = x.id) <>
      1 + coalesce((SELECT extra FROM blob_share s WHERE s.blob = x.id), 0)
  UNION ALL SELECT blob FROM owner WHERE blob NOT IN (SELECT id FROM blob)
  UNION ALL SELECT blob FROM blob_share WHERE blob NOT IN (SELECT id FROM blob)
  UNION ALL SELECT version FROM annotation WHERE version NOT IN (SELECT id FROM version)`

function inline(text: string): object {
  const bytes = Buffer.from(text)
  return { kind: 'inline', bytes, size: bytes.length }
}

function openRound(folder: string) {
  const signal = createSharedWords()
  const writer = openWriter({ folder, synchronous: 'off' }, createClock(), signal, () => undefined)
  const reader = openDatabase({ file: join(folder, 'objects.db'), readonly: true })
  const expected = new Map<string, Content>()
  let id = 0
  const call = (command: string, args: unknown): void => {
    id += 1
    writer.group.carryOut({ id, command, args }, (reply) => assert.notEqual(reply.kind, 'broken'))
  }
  for (const [name, status] of Object.entries(BUCKETS)) {
    call('createBucket', { name, account: ACCOUNT, region: 'us-east-1', objectLock: false })
    if (status !== 'Off') call('setVersioning', { name, status })
  }
  return {
    commit: () => writer.group.commit(),
    put(bucket: string, key: string, text: string) {
      call('putObject', { bucket, key, headers: {}, body: inline(text), etag: text })
      expected.set(`${bucket}/${key}`, [text, null])
    },
    remove(bucket: string, key: string) {
      call('removeObject', { address: { bucket, key }, options: {} })
      expected.delete(`${bucket}/${key}`)
    },
    annotate(bucket: string, key: string, text: string) {
      const address = { bucket, key }
      const md5 = 'd41d8cd98f00b204e9800998ecf8427e'
      call('putAnnotation', { address, name: 'n', body: inline(text), md5, bypassGovernance: false })
      const present = expected.get(`${bucket}/${key}`)
      if (present !== undefined) expected.set(`${bucket}/${key}`, [present[0], text])
    },
    /** A chunk of a job of its own; `found`: its versions were looked up beside the writer. */
    copy(from: string, to: string, keys: readonly string[], found: boolean) {
      const packed = packEntries(keys)
      const versions = found ? findVersions(reader, from, packed, committedNotes(signal)) : undefined
      const entries = versions === undefined ? packed : { ...packed, found: versions }
      const chunk = { job: `j${id}`, slice: 0, firstRow: 0, nextByte: 1, bucket: from, entries }
      const target = { bucket: to, headers: {} }
      const copy = { target, keyPrefix: '', metadata: 'copy', tagging: 'copy', annotations: 'copy' }
      call('applyChunk', { chunk, action: { kind: 'copy', copy } })
      for (const key of keys) {
        const source = expected.get(`${from}/${key}`)
        if (source !== undefined) expected.set(`${to}/${key}`, source)
      }
    },
    check(seed: number) {
      const rows = all<{ address: string; text: string; annotation: string | null }>(reader, CURRENT)
      const found = new Map(rows.map(({ address, text, annotation }) => [address, [text, annotation]]))
      assert.deepEqual(found, expected, `seed ${seed}`)
      assert.deepEqual(all(reader, WRONG_OWNERS), [], `seed ${seed}`)
    },
    close() {
      reader.close()
      writer.close()
    },
  }
}

function writeAtRandom(round: ReturnType<typeof openRound>, random: Random): void {
  for (let write = 0; write < WRITES; write++) {
    const [bucket, key] = [random.pick(NAMES), random.pick(KEYS)]
    const kind = random.below(8)
    if (kind < 2) round.put(bucket, key, `body ${write}`)
    else if (kind === 2) round.remove(bucket, key)
    else if (kind === 3) round.annotate(bucket, key, `annotation ${write}`)
    else if (kind === 4) round.commit()
    else {
      const to = random.pick(NAMES.filter((name) => name !== bucket))
      round.copy(bucket, to, KEYS.slice(random.below(2)), random.below(2) === 0)
    }
  }
  round.commit()
}

describe('writes of all kinds, in transactions cut at random', () => {
  test('leave the objects that they say, each with its body, and each body with its owners', () => {
    for (let seed = 1; seed <= ROUNDS; seed++) {
      const folder = mkdtempSync(join(tmpdir(), 's3control-local-random-'))
      const round = openRound(folder)
      try {
        writeAtRandom(round, seededRandom(seed))
        round.check(seed)
      } finally {
        round.close()
        rmSync(folder, { recursive: true })
      }
    }
  })
})
