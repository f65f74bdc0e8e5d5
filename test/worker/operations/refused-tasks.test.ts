import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { ALL_BLOCKED } from '../../../db/model/public-access-block.ts'
import { openEngine, putManifest, REPORT, readReport, reportRows, type TestEngine } from '../../support/engine.ts'
import { ACCOUNT, makeBucket } from '../../support/local-store.ts'

/** What the S3 API refuses to a request, it refuses to a task: the same code, and nothing is done. */
describe('a task that S3 would refuse', () => {
  let engine: TestEngine
  before(async () => {
    engine = await openEngine()
    for (const name of ['src', 'dst', 'enforced', 'blocked', 'reports']) await makeBucket(engine.store, name)
    await makeBucket(engine.store, 'foreign', { account: '999999999999' })
    await makeBucket(engine.store, 'locked', { objectLock: true })
    const { buckets } = engine.store.store
    const ownership = { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] }
    await buckets.putConfiguration('enforced', 'ownership', ownership)
    await buckets.putConfiguration('blocked', 'public-access-block', ALL_BLOCKED)
    for (const bucket of ['src', 'blocked', 'locked']) await engine.store.put(bucket, 'a')
  })
  after(async () => {
    assert.deepEqual(engine.errors, [])
    await engine.close()
  })

  /** Runs a job and gives status and code of each task. */
  async function tasks(name: string, parameters: Readonly<Record<string, unknown>>, rows: string) {
    const manifest = await putManifest(engine.store, rows)
    const { id } = engine.create({ operation: { name, parameters }, manifest, report: REPORT })
    assert.equal((await engine.ends(id)).status, 'Complete')
    return reportRows(await readReport(engine.store, id)).map((row) => row.split(',').slice(3, 6).join(' '))
  }
  const copy = (bucket: string, parameters: Readonly<Record<string, unknown>>, rows = 'src,a\n') =>
    tasks('S3PutObjectCopy', { TargetResource: `arn:aws:s3:::${bucket}`, ...parameters }, rows)
  const find = (bucket: string, key: string) => engine.store.store.reads.find({ bucket, key })

  test('a copy whose key would be longer than 1,024 bytes', async () => {
    const [fits, tooLong] = ['k'.repeat(1_022), `${'k'.repeat(1_018)}ééé`]
    for (const key of [fits, tooLong]) await engine.store.put('src', key)
    const rows = `src,${fits}\nsrc,${encodeURIComponent(tooLong)}\n`
    const copied = await copy('dst', { TargetKeyPrefix: 'p' }, rows)
    assert.deepEqual(copied.sort(), ['failed 400 KeyTooLongError', 'succeeded 200 '])
    assert.equal(await find('dst', `p/${tooLong}`), undefined)
    assert.notEqual(await find('dst', `p/${fits}`), undefined)
  })

  test('a copy with a lock into a bucket without Object Lock', async () => {
    for (const lock of [
      { ObjectLockLegalHoldStatus: 'ON' },
      { ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: new Date('2999-01-01') },
    ]) {
      assert.deepEqual(await copy('dst', { TargetKeyPrefix: 'held', ...lock }), ['failed 400 InvalidRequest'])
    }
    assert.equal(await find('dst', 'held/a'), undefined)
  })

  test('a retention that ends in the past', async () => {
    const past = new Date(engine.store.clock.now() - 1_000)
    const Retention = { Mode: 'COMPLIANCE', RetainUntilDate: past }
    assert.deepEqual(await tasks('S3PutObjectRetention', { Retention }, 'locked,a\n'), ['failed 400 InvalidArgument'])
    const lock = { ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: past }
    assert.deepEqual(await copy('locked', { TargetKeyPrefix: 'past', ...lock }), ['failed 400 InvalidArgument'])
    assert.equal((await find('locked', 'a'))?.retention, undefined)
    assert.equal(await find('locked', 'past/a'), undefined)
  })

  test('a copy with an ACL into a bucket whose owner owns everything', async () => {
    const acl = { CannedAccessControlList: 'public-read' }
    assert.deepEqual(await copy('enforced', acl), ['failed 400 AccessControlListNotSupported'])
    const own = { CannedAccessControlList: 'bucket-owner-full-control' }
    assert.deepEqual(await copy('enforced', own), ['succeeded 200 '])
  })

  test('a public ACL where public ACLs are blocked, by the bucket or by its account', async () => {
    const canned = { CannedAccessControlList: 'public-read' }
    const acl = { AccessControlPolicy: canned }
    assert.deepEqual(await tasks('S3PutObjectAcl', acl, 'blocked,a\n'), ['failed 403 AccessDenied'])
    assert.deepEqual(await copy('blocked', { TargetKeyPrefix: 'p', ...canned }), ['failed 403 AccessDenied'])
    assert.deepEqual(await tasks('S3PutObjectAcl', acl, 'src,a\n'), ['succeeded 200 '])
    const { accessPoints } = engine.store.store
    await accessPoints.setAccountBlock(ACCOUNT, ALL_BLOCKED)
    assert.deepEqual(await tasks('S3PutObjectAcl', acl, 'src,a\n'), ['failed 403 AccessDenied'])
    await accessPoints.setAccountBlock(ACCOUNT, undefined)
  })

  test('a copy onto itself that changes nothing, which one that brings the default encryption does not', async () => {
    const { buckets } = engine.store.store
    const ontoItself = () => copy('dst', {}, 'dst,itself\n')
    await engine.store.put('dst', 'itself')
    assert.deepEqual(await ontoItself(), ['failed 400 InvalidRequest'])
    const rule = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }
    await buckets.putConfiguration('dst', 'encryption', { Rules: [rule] })
    assert.deepEqual(await ontoItself(), ['succeeded 200 '])
    assert.equal((await find('dst', 'itself'))?.encryption?.kind, 'SSE-KMS')
    assert.deepEqual(await ontoItself(), ['failed 400 InvalidRequest'])
    await buckets.removeConfiguration('dst', 'encryption')
  })

  test('and what a copy never takes along is where a website redirects to', async () => {
    const { reads, writes } = engine.store.store
    for (const key of ['r', 'r2']) {
      const headers = { contentType: 'text/html', websiteRedirectLocation: '/elsewhere' }
      const body = await writes.stageBytes(Buffer.from('x'))
      await writes.put({ bucket: 'src', key, headers, body, etag: 'e' })
    }
    const headersOf = async (key: string) => (await reads.version({ bucket: 'dst', key })).headers
    await copy('dst', { TargetKeyPrefix: 'redirect' }, 'src,r\n')
    assert.deepEqual(await headersOf('redirect/r'), { contentType: 'text/html' })
    await copy('dst', { TargetKeyPrefix: 'redirect', RedirectLocation: '/here' }, 'src,r2\n')
    assert.deepEqual(await headersOf('redirect/r2'), { contentType: 'text/html', websiteRedirectLocation: '/here' })
  })

  test('and a copy has one owner, whatever way it was made', async () => {
    const owners = async (prefix: string) => {
      const made = await Promise.all(['a', 'b'].map((key) => find('foreign', `${prefix}/${key}`)))
      return made.map((version) => version?.owner)
    }
    await engine.store.put('src', 'b')
    // The first time in one statement, the second over what is there, one by one.
    for (const _time of [1, 2]) {
      await copy('foreign', { TargetKeyPrefix: 'mine' }, 'src,a\nsrc,b\n')
      assert.deepEqual(await owners('mine'), [ACCOUNT, ACCOUNT])
    }
  })
})
