import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Encryption } from '../../../db/model/object.ts'
import type { PutObject } from '../../../db/objects/object-writes.ts'
import { findOperation } from '../../../worker/operations/registry.ts'
import { openEngine, putManifest, REPORT, readReport, reportRows, type TestEngine } from '../../support/engine.ts'
import { comparable, goldenRows } from '../../support/golden-report.ts'
import { ACCOUNT, makeBucket } from '../../support/local-store.ts'

const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`

let engine: TestEngine

before(async () => {
  engine = await openEngine()
  await makeBucket(engine.store, 'src', { objectLock: true })
  await makeBucket(engine.store, 'reports')
})
after(async () => {
  assert.deepEqual(engine.errors, [])
  await engine.close()
})

const parameters = (KMSKeyArn: string, BucketKeyEnabled?: boolean) => ({
  ObjectEncryption: { SSEKMS: { KMSKeyArn, ...(BucketKeyEnabled === undefined ? {} : { BucketKeyEnabled }) } },
})

async function runJob(wanted: ReturnType<typeof parameters>, rows: string): Promise<readonly string[]> {
  const operation = { name: 'S3UpdateObjectEncryption', parameters: wanted }
  const { id } = engine.create({ operation, manifest: await putManifest(engine.store, rows), report: REPORT })
  assert.equal((await engine.ends(id)).status, 'Complete')
  return reportRows(await readReport(engine.store, id))
}

async function put(key: string, more: Partial<PutObject> = {}): Promise<void> {
  const { writes } = engine.store.store
  const body = await writes.stageBytes(Buffer.from(key))
  await writes.put({ bucket: 'src', key, headers: {}, body, etag: 'e', ...more })
}

async function encryptionOf(key: string): Promise<Encryption | undefined> {
  return (await engine.store.store.reads.version({ bucket: 'src', key })).encryption
}

describe('S3UpdateObjectEncryption', () => {
  test('its report has the rows of the golden one', async () => {
    const { writes } = engine.store.store
    await put('plain')
    await put('kms', { encryption: { kind: 'SSE-KMS' } })
    await put('twice', { encryption: { kind: 'DSSE-KMS' } })
    await put('own key', { encryption: { kind: 'SSE-C', keyMd5: 'm' } })
    await put('held', { legalHold: true })
    await put('retained', { retention: { mode: 'GOVERNANCE', untilMs: Date.parse('2999-01-01T00:00:00Z') } })
    await put('gone')
    await writes.remove({ bucket: 'src', key: 'gone' })
    const keys = ['plain', 'kms', 'twice', 'own%20key', 'held', 'retained', 'gone', 'none']
    const rows = await runJob(parameters(KEY), `${keys.map((key) => `src,${key}\n`).join('')}nowhere,plain\n`)
    assert.deepEqual(comparable(rows), goldenRows('S3UpdateObjectEncryption'))
  })

  test('the key and the bucket key are put on the object, and nothing else changes', async () => {
    await put('cold', { storageClass: 'DEEP_ARCHIVE' })
    const { encryption: _, ...before } = await engine.store.store.reads.version({ bucket: 'src', key: 'cold' })
    await runJob(parameters(KEY, true), 'src,cold\n')
    assert.deepEqual(await encryptionOf('cold'), { kind: 'SSE-KMS', keyArn: KEY, bucketKey: true })
    const { encryption: __, ...after } = await engine.store.store.reads.version({ bucket: 'src', key: 'cold' })
    assert.deepEqual(after, before)
    await runJob(parameters(KEY), 'src,cold\n')
    assert.deepEqual(await encryptionOf('cold'), { kind: 'SSE-KMS', keyArn: KEY, bucketKey: false })
  })

  test('a key of another account is denied, and a missing object is still told so', async () => {
    await put('mine')
    const rows = await runJob(parameters(KEY.replace(ACCOUNT, '999999999999')), 'src,mine\nsrc,none\n')
    assert.match(rows.find((row) => row.startsWith('src,mine')) ?? '', /,failed,403,AccessDenied,Access Denied \(/)
    assert.match(rows.find((row) => row.startsWith('src,none')) ?? '', /,failed,404,NoSuchKey,/)
    assert.equal(await encryptionOf('mine'), undefined)
  })

  test('anything but the whole ARN of a key is refused when the job is created', () => {
    const refusal = (wanted: Readonly<Record<string, unknown>>) =>
      findOperation('S3UpdateObjectEncryption')?.validate(wanted, REPORT)?.message
    assert.equal(refusal({}), 'Request invalid')
    assert.equal(refusal({ ObjectEncryption: {} }), 'Request invalid')
    assert.equal(refusal(parameters(`arn:aws:kms:us-east-1:${ACCOUNT}:alias/a`)), 'Request invalid')
    assert.equal(refusal(parameters('1234abcd-12ab-34cd-56ef-1234567890ab')), 'Request invalid')
    assert.equal(refusal(parameters(KEY)), undefined)
  })
})
