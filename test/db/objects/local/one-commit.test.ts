import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { BUCKET_CONFIGURATIONS } from '../../../../db/model/bucket-configuration.ts'
import { createClock } from '../../../../db/model/clock.ts'
import { ALL_BLOCKED } from '../../../../db/model/public-access-block.ts'
import { packEntries } from '../../../../db/objects/local/changes/entry-set.ts'
import { type CommandName, commands } from '../../../../db/objects/local/commands/registry.ts'
import type { WriteReply } from '../../../../db/objects/local/writer/messages.ts'
import { openWriter } from '../../../../db/objects/local/writer/open-writer.ts'
import { createSharedWords } from '../../../../db/objects/local/writer/shared-words.ts'
import type { OpenWriter } from '../../../../db/objects/local/writer/writer-loop.ts'
import type { EntryAction } from '../../../../db/objects/receipt-store.ts'
import { type Database, openDatabase } from '../../../../db/sqlite/open.ts'
import { ACCOUNT } from '../../../support/local-store.ts'

const REGION = 'us-east-1'
const POINT = { account: ACCOUNT, region: REGION, name: 'point' }
const TAGS = [{ key: 'a', value: 'b' }]

const bytes = Buffer.from('some bytes')
const body = { kind: 'inline', bytes, size: bytes.length } as const
const keyOf = (key: string) => ({ bucket: 'src', key })

function bucket(name: string, objectLock = false) {
  return { name, account: ACCOUNT, region: REGION, objectLock }
}

function chunk(job: string, action: EntryAction) {
  const entries = packEntries(['a', 'b', 'missing'])
  return { chunk: { job, slice: 0, firstRow: 0, nextByte: 9, bucket: 'src', entries }, action }
}

function rules() {
  const Rule = {
    ID: 'r',
    Status: 'Enabled',
    Priority: 1,
    Filter: {},
    ExistingObjectReplication: { Status: 'Enabled' },
    DeleteMarkerReplication: { Status: 'Enabled' },
    Destination: { Bucket: 'arn:aws:s3:::dst' },
  }
  return { Role: `arn:aws:iam::${ACCOUNT}:role/r`, Rules: [Rule] }
}

const EXPIRES = {
  Rules: [{ ID: 'e', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Date: '2020-01-01T00:00:00Z' } }],
}
const COPIED = { metadata: 'copy', tagging: 'copy', annotations: 'copy' } as const
const NO_CONDITIONS = { bypassGovernance: false }

/** What is carried out, one after the other; of what others gave, by the way it is found again. */
const STEPS: readonly (readonly [CommandName, object | ((db: Database) => object)])[] = [
  ['createBucket', bucket('src')],
  ['createBucket', bucket('dst')],
  ['createBucket', bucket('gone')],
  ['removeBucket', { name: 'gone' }],
  ['setVersioning', { name: 'src', status: 'Enabled' }],
  ['setVersioning', { name: 'dst', status: 'Enabled' }],
  ['createBucket', bucket('lock')],
  ['setVersioning', { name: 'lock', status: 'Enabled' }],
  ['enableObjectLock', { name: 'lock' }],
  ['setBucketAcl', { name: 'src', acl: { owner: 'owner', grants: [] } }],
  ['putObject', { ...keyOf('existing'), headers: {}, body, etag: 'e' }],
  ['putBucketConfiguration', { name: 'src', kind: BUCKET_CONFIGURATIONS.replication, id: '', body: rules() }],
  ['replicate', effects],
  ['putObject', { ...keyOf('a'), headers: {}, body, etag: 'e' }],
  ['putObject', { ...keyOf('b'), headers: {}, body, etag: 'e' }],
  ['replicate', effects],
  ['putAlike', { bucket: 'src', keys: ['d', 'e'], headers: {}, body, etag: 'e' }],
  ['copyObject', { source: keyOf('a'), target: { ...keyOf('c'), headers: {} }, ...COPIED }],
  ['changeObject', { address: keyOf('a'), change: { kind: 'putTagging', tags: TAGS } }],
  [
    'putAnnotation',
    { address: keyOf('a'), name: 'note', body, md5: 'e'.repeat(32), checksum: undefined, ...NO_CONDITIONS },
  ],
  ['removeAnnotation', { address: keyOf('a'), name: 'note', conditions: NO_CONDITIONS }],
  ['createUpload', { ...keyOf('parts'), account: ACCOUNT, draft: { ...keyOf('parts'), headers: {} } }],
  ['putPart', (db) => ({ id: upload(db), part: { number: 1, size: bytes.length, etag: 'e' }, body })],
  [
    'completeUpload',
    (db) => ({ upload: upload(db), ...keyOf('parts'), parts: [1], etag: 'e-1', checksum: undefined, fingerprint: 'f' }),
  ],
  ['createUpload', { ...keyOf('parts'), account: ACCOUNT, draft: { ...keyOf('parts'), headers: {} } }],
  ['abortUpload', (db) => ({ id: upload(db) })],
  ['applyChunk', chunk('changes', { kind: 'change', change: { kind: 'putTagging', tags: TAGS } })],
  [
    'applyChunk',
    chunk('copies', { kind: 'copy', copy: { target: { bucket: 'dst', headers: {} }, keyPrefix: 'p/', ...COPIED } }),
  ],
  ['applyChunk', chunk('replicas', { kind: 'replicate' })],
  ['recordChunk', { chunk: { job: 'calls', slice: 0, firstRow: 0, nextByte: 9 }, rows: 3, results: [] }],
  ['forgetReceipts', { job: 'changes' }],
  ['settleEffects', (db) => ({ done: effects(db).effects })],
  ['removeObject', { address: keyOf('c'), options: {} }],
  ['putBucketConfiguration', { name: 'src', kind: BUCKET_CONFIGURATIONS.lifecycle, id: '', body: EXPIRES }],
  ['runLifecycle', { bucket: 'src', asOfMs: Date.UTC(2030, 0, 1), after: undefined }],
  ['removeBucketConfiguration', { name: 'src', kind: BUCKET_CONFIGURATIONS.lifecycle, id: '' }],
  [
    'createAccessPoint',
    { ...POINT, bucket: 'src', bucketAccount: ACCOUNT, vpcId: undefined, publicAccessBlock: ALL_BLOCKED, tags: [] },
  ],
  ['changeAccessPoint', { address: POINT, change: { kind: 'tags', tags: TAGS } }],
  ['removeAccessPoint', POINT],
  ['setAccountBlock', { account: ACCOUNT, block: ALL_BLOCKED }],
]

/** Changes no record. */
const READS: readonly CommandName[] = ['sweepFolder']

function effects(db: Database): { readonly effects: unknown } {
  return { effects: db.prepare('SELECT id FROM effect').pluck().all() }
}

function upload(db: Database): unknown {
  return db.prepare('SELECT id FROM upload').pluck().get()
}

/** After a death the store is as after the last commit: what a command does in two of them can be found half done. */
describe('a command', () => {
  const folder = mkdtempSync(join(tmpdir(), 's3control-local-commit-'))
  let writer: OpenWriter
  let beside: Database
  before(() => {
    writer = openWriter({ folder, synchronous: 'off' }, createClock(), createSharedWords(), () => undefined)
    mkdirSync(join(folder, 'blobs', '00'), { recursive: true })
    beside = openDatabase({ file: join(folder, 'objects.db'), readonly: true })
  })
  after(() => {
    beside.close()
    writer.close()
    rmSync(folder, { recursive: true })
  })

  /** Another number whenever somebody else has committed. */
  const commits = (): unknown => beside.pragma('data_version', { simple: true })

  for (const [index, [command, given]] of STEPS.entries()) {
    test(`is seen with its commit, as a whole, and answered after it: ${command}`, () => {
      const args = typeof given === 'function' ? given(beside) : given
      const replies: WriteReply[] = []
      const earlier = commits()
      writer.group.carryOut({ id: index, command, args }, (reply) => replies.push(reply))
      assert.equal(commits(), earlier, 'a part of it is committed')
      assert.deepEqual(replies, [], 'it is answered before its commit')
      writer.group.commit()
      assert.notEqual(commits(), earlier, 'it has written nothing')
      assert.deepEqual(
        replies.map(({ id, kind }) => [id, kind]),
        [[index, 'done']],
        JSON.stringify(replies),
      )
    })
  }

  test('that breaks off leaves the file of what it would have replaced, and the others of its commit as they are', () => {
    const file = join(folder, 'blobs', '00', `00${'f'.repeat(30)}`)
    writeFileSync(file, 'x'.repeat(20_000))
    const replies: WriteReply[] = []
    const carryOut = (command: CommandName, args: unknown): void =>
      writer.group.carryOut({ id: replies.length, command, args }, (reply) => replies.push(reply))
    const put = { bucket: 'plain', headers: {}, etag: 'e' }
    carryOut('createBucket', bucket('plain'))
    carryOut('putObject', { ...put, key: 'k', body: { kind: 'file', name: basename(file), size: 20_000 } })
    writer.group.commit()
    carryOut('putObject', { ...put, key: 'other', body })
    // Tags that cannot be stored are come upon when the old version has gone.
    carryOut('putObject', { ...put, key: 'k', body, tags: [{ key: 'a', value: 1n }] })
    writer.group.commit()
    assert.deepEqual(
      replies.map(({ kind }) => kind),
      ['done', 'done', 'done', 'broken'],
    )
    assert.ok(existsSync(file))
    const sizes = 'SELECT key, size FROM version v JOIN bucket b ON b.id = v.bucket_id WHERE b.name = ? ORDER BY key'
    assert.deepEqual(beside.prepare(sizes).all('plain'), [
      { key: 'k', size: 20_000 },
      { key: 'other', size: bytes.length },
    ])
  })

  test('of every kind is looked at here', () => {
    const seen = new Set<string>([...STEPS.map(([command]) => command), ...READS])
    assert.deepEqual([...seen].sort(), Object.keys(commands).sort())
  })
})
