import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { canonicalIdOf } from '../../../db/model/canonical-id.ts'
import type { JobOperation } from '../../../db/model/job.ts'
import type { ObjectVersion } from '../../../db/model/object.ts'
import { findOperation } from '../../../worker/operations/registry.ts'
import { openEngine, putManifest, REPORT, readReport, reportRows, type TestEngine } from '../../support/engine.ts'
import { ACCOUNT, makeBucket } from '../../support/local-store.ts'

let engine: TestEngine

before(async () => {
  engine = await openEngine()
  for (const name of ['src', 'dst', 'reports']) await makeBucket(engine.store, name)
  await makeBucket(engine.store, 'locked', { objectLock: true })
  for (const key of ['a.txt', 'Folder1/b.txt']) {
    const body = await engine.store.store.writes.stageBytes(Buffer.from(key))
    await engine.store.store.writes.put({
      bucket: 'src',
      key,
      headers: { contentType: 'text/plain', cacheControl: 'no-store', metadata: { kept: 'yes' } },
      tags: [{ key: 'from', value: 'source' }],
      body,
      etag: 'e',
    })
  }
  await engine.store.put('locked', 'l')
})
after(async () => {
  assert.deepEqual(engine.errors, [])
  await engine.close()
})

/** Runs a job over these rows and gives its report's rows. */
async function runJob(operation: JobOperation, rows: string): Promise<readonly string[]> {
  assert.equal(findOperation(operation.name)?.validate(operation.parameters, REPORT), undefined)
  const { id } = engine.create({ operation, manifest: await putManifest(engine.store, rows), report: REPORT })
  assert.equal((await engine.ends(id)).status, 'Complete')
  return reportRows(await readReport(engine.store, id))
}

function version(bucket: string, key: string): Promise<ObjectVersion> {
  return engine.store.store.reads.version({ bucket, key })
}

const refused = (name: string, parameters: Readonly<Record<string, unknown>>) =>
  findOperation(name)?.validate(parameters, REPORT)?.message

describe('S3PutObjectTagging and S3DeleteObjectTagging', () => {
  test('tags replace all tags, and an empty set or a deletion removes them', async () => {
    const tagging = (TagSet: unknown): JobOperation => ({ name: 'S3PutObjectTagging', parameters: { TagSet } })
    await runJob(tagging([{ Key: 'k', Value: 'v' }]), 'dst,x\nlocked,l\n')
    assert.deepEqual((await version('locked', 'l')).tags, [{ key: 'k', value: 'v' }])
    await runJob(tagging([]), 'locked,l\n')
    assert.deepEqual((await version('locked', 'l')).tags, [])
    await runJob(tagging([{ Key: 'k', Value: 'v' }]), 'locked,l\n')
    await runJob({ name: 'S3DeleteObjectTagging', parameters: {} }, 'locked,l\n')
    assert.deepEqual((await version('locked', 'l')).tags, [])
  })

  test('a set that no object can have is refused when the job is created', () => {
    const eleven = Array.from({ length: 11 }, (_, index) => ({ Key: `k${index}`, Value: '' }))
    assert.equal(refused('S3PutObjectTagging', { TagSet: eleven }), 'Request invalid')
    assert.equal(
      refused('S3PutObjectTagging', {
        TagSet: [
          { Key: 'a', Value: '1' },
          { Key: 'a', Value: '2' },
        ],
      }),
      'Request invalid',
    )
  })
})

describe('S3PutObjectCopy', () => {
  const copy = (parameters: Readonly<Record<string, unknown>> = {}): JobOperation => ({
    name: 'S3PutObjectCopy',
    parameters: { TargetResource: 'arn:aws:s3:::dst', ...parameters },
  })

  test('the prefix keeps the full source key behind it, with one slash between', async () => {
    await runJob(copy({ TargetKeyPrefix: 'Folder2' }), 'src,Folder1/b.txt\n')
    assert.equal((await version('dst', 'Folder2/Folder1/b.txt')).size, 13)
    await runJob(copy({ TargetKeyPrefix: 'Folder3/' }), 'src,Folder1/b.txt\n')
    assert.equal((await version('dst', 'Folder3/Folder1/b.txt')).size, 13)
  })

  test('without wishes the copy has the headers, metadata and tags of its source', async () => {
    await runJob(copy(), 'src,a.txt\n')
    const { headers, tags, owner } = await version('dst', 'a.txt')
    assert.deepEqual(headers, { contentType: 'text/plain', cacheControl: 'no-store', metadata: { kept: 'yes' } })
    assert.deepEqual(tags, [{ key: 'from', value: 'source' }])
    assert.equal(owner, ACCOUNT)
  })

  test('every parameter reaches the copy', async () => {
    await runJob(
      {
        name: 'S3PutObjectCopy',
        parameters: {
          TargetResource: 'arn:aws:s3:::locked',
          TargetKeyPrefix: 'all',
          MetadataDirective: 'REPLACE',
          NewObjectMetadata: {
            ContentType: 'image/png',
            CacheControl: 'max-age=1',
            ContentDisposition: 'inline',
            ContentEncoding: 'gzip',
            ContentLanguage: 'de',
            HttpExpiresDate: new Date(0),
            UserMetadata: { 'x-amz-meta-One': '1' },
            SSEAlgorithm: 'KMS',
          },
          NewObjectTagging: [{ Key: 'n', Value: 't' }],
          CannedAccessControlList: 'public-read',
          RedirectLocation: '/elsewhere',
          StorageClass: 'GLACIER_IR',
          SSEAwsKmsKeyId: 'key-1',
          BucketKeyEnabled: true,
          ObjectLockLegalHoldStatus: 'ON',
          ObjectLockMode: 'GOVERNANCE',
          ObjectLockRetainUntilDate: new Date('2999-01-01T00:00:00Z'),
        },
      },
      'src,a.txt\n',
    )
    const made = await version('locked', 'all/a.txt')
    assert.deepEqual(made.headers, {
      contentType: 'image/png',
      cacheControl: 'max-age=1',
      contentDisposition: 'inline',
      contentEncoding: 'gzip',
      contentLanguage: 'de',
      expires: 'Thu, 01 Jan 1970 00:00:00 GMT',
      websiteRedirectLocation: '/elsewhere',
      metadata: { one: '1' },
    })
    assert.deepEqual(made.tags, [{ key: 'n', value: 't' }])
    assert.equal(made.storageClass, 'GLACIER_IR')
    assert.deepEqual(made.encryption, { kind: 'SSE-KMS', keyArn: 'key-1', bucketKey: true })
    assert.equal(made.legalHold, true)
    assert.deepEqual(made.retention, { mode: 'GOVERNANCE', untilMs: Date.parse('2999-01-01T00:00:00Z') })
    assert.equal(made.acl?.grants.length, 2)
  })

  test('a checksum algorithm gives each copy a checksum of its own body', async () => {
    await runJob(copy({ TargetKeyPrefix: 'hashed', ChecksumAlgorithm: 'SHA256' }), 'src,a.txt\nsrc,none\n')
    const { checksum, size, etag } = await version('dst', 'hashed/a.txt')
    const source = await version('src', 'a.txt')
    const body = await engine.store.store.reads.open(source)
    assert.ok(body.kind === 'bytes')
    const value = createHash('sha256').update(body.bytes).digest('base64')
    assert.deepEqual(checksum, { algorithm: 'SHA256', type: 'FULL_OBJECT', value })
    assert.deepEqual([size, etag], [source.size, source.etag])
  })

  test('annotations come along, hashed anew where an algorithm is named, or are left behind', async () => {
    const { annotations, writes } = engine.store.store
    const address = { bucket: 'src', key: 'a.txt' }
    const body = await writes.stageBytes(Buffer.from('note'))
    const put = { address, name: 'n', body, md5: 'e', checksum: undefined, bypassGovernance: false }
    await annotations.put(put)
    const copied = async (prefix: string, parameters: object = {}) => {
      await runJob(copy({ TargetKeyPrefix: prefix, ...parameters }), 'src,a.txt\n')
      return (await annotations.find({ bucket: 'dst', key: `${prefix}/a.txt` }, 'n')).found
    }
    assert.equal((await copied('annotated'))?.size, 4)
    const value = createHash('sha256').update('note').digest('base64')
    const hashed = await copied('annotated-anew', { ChecksumAlgorithm: 'SHA256' })
    assert.deepEqual(hashed?.checksum, { algorithm: 'SHA256', type: 'FULL_OBJECT', value })
    assert.equal(await copied('plain', { AnnotationDirective: 'EXCLUDE' }), undefined)
    assert.equal(await copied('plain-too', { AnnotationDirective: 'EXCLUDE', ChecksumAlgorithm: 'SHA1' }), undefined)
    await annotations.remove(address, 'n', { bypassGovernance: false })
  })

  test('an empty tag set gives copies without tags', async () => {
    await runJob(copy({ TargetKeyPrefix: 'bare', NewObjectTagging: [] }), 'src,a.txt\n')
    assert.deepEqual((await version('dst', 'bare/a.txt')).tags, [])
  })

  test('constraints on the time of change fail the task', async () => {
    const [row] = await runJob(copy({ ModifiedSinceConstraint: new Date('2999-01-01') }), 'src,a.txt\n')
    assert.match(row ?? '', /^src,a\.txt,,failed,412,PreconditionFailed,/)
    const [other] = await runJob(copy({ UnModifiedSinceConstraint: new Date(0) }), 'src,a.txt\n')
    assert.match(other ?? '', /^src,a\.txt,,failed,412,PreconditionFailed,/)
  })

  test('rows of several buckets, a missing one among them, are tasks of their own', async () => {
    const rows = await runJob(copy({ TargetKeyPrefix: 'mixed' }), 'src,a.txt\nnone,a.txt\nlocked,l\n')
    assert.equal(rows.filter((row) => row.includes(',succeeded,')).length, 2)
    assert.ok(rows.some((row) => row.startsWith('none,a.txt,,failed,404,NoSuchBucket,')))
  })

  test('a copy without a target, or with two kinds of ACL, is refused when the job is created', () => {
    assert.equal(refused('S3PutObjectCopy', {}), 'Request invalid')
    assert.equal(refused('S3PutObjectCopy', { TargetResource: 'arn:aws:s3:::dst/key' }), 'Request invalid')
    assert.equal(
      refused('S3PutObjectCopy', {
        TargetResource: 'arn:aws:s3:::dst',
        CannedAccessControlList: 'private',
        AccessControlGrants: [],
      }),
      'Request invalid',
    )
  })
})

describe('S3PutObjectAcl', () => {
  const acl = (AccessControlPolicy: unknown): JobOperation => ({
    name: 'S3PutObjectAcl',
    parameters: { AccessControlPolicy },
  })

  test('grants and canned ACLs are put on each object', async () => {
    await runJob(
      acl({
        AccessControlList: {
          Owner: { ID: 'o' },
          Grants: [
            { Grantee: { TypeIdentifier: 'emailAddress', Identifier: 'a@b.example' }, Permission: 'READ' },
            { Grantee: { TypeIdentifier: 'id', Identifier: 'i', DisplayName: 'd' }, Permission: 'FULL_CONTROL' },
          ],
        },
      }),
      'src,a.txt\n',
    )
    assert.deepEqual((await version('src', 'a.txt')).acl, {
      owner: 'o',
      grants: [
        { grantee: { type: 'email', value: 'a@b.example' }, permission: 'READ' },
        { grantee: { type: 'id', value: 'i', displayName: 'd' }, permission: 'FULL_CONTROL' },
      ],
    })
    await runJob(acl({ CannedAccessControlList: 'authenticated-read' }), 'src,a.txt\n')
    const made = (await version('src', 'a.txt')).acl
    assert.equal(made?.owner, canonicalIdOf(ACCOUNT))
    assert.deepEqual(
      made?.grants.map(({ permission }) => permission),
      ['FULL_CONTROL', 'READ'],
    )
    await runJob(acl({ CannedAccessControlList: 'private' }), 'src,a.txt\n')
    assert.equal((await version('src', 'a.txt')).acl, undefined)
  })

  test('both kinds, or none, are refused when the job is created', () => {
    assert.equal(refused('S3PutObjectAcl', {}), 'Request invalid')
    const both = { AccessControlList: { Owner: {} }, CannedAccessControlList: 'private' }
    assert.equal(refused('S3PutObjectAcl', { AccessControlPolicy: both }), 'Request invalid')
  })
})

describe('Object Lock', () => {
  test('a legal hold is put and lifted', async () => {
    const hold = (Status: string): JobOperation => ({
      name: 'S3PutObjectLegalHold',
      parameters: { LegalHold: { Status } },
    })
    await runJob(hold('ON'), 'locked,l\n')
    assert.equal((await version('locked', 'l')).legalHold, true)
    await runJob(hold('OFF'), 'locked,l\n')
    assert.equal((await version('locked', 'l')).legalHold, false)
  })

  test('a retention is set, protected, bypassed and removed', async () => {
    const retention = (Retention: unknown, BypassGovernanceRetention = false): JobOperation => ({
      name: 'S3PutObjectRetention',
      parameters: { Retention, BypassGovernanceRetention },
    })
    const until = new Date('2999-01-01T00:00:00Z')
    await runJob(retention({ Mode: 'GOVERNANCE', RetainUntilDate: until }), 'locked,l\n')
    assert.deepEqual((await version('locked', 'l')).retention, { mode: 'GOVERNANCE', untilMs: until.getTime() })
    const [row] = await runJob(retention({}), 'locked,l\n')
    assert.match(row ?? '', /,failed,403,AccessDenied,/)
    await runJob(retention({}, true), 'locked,l\n')
    assert.equal((await version('locked', 'l')).retention, undefined)
  })

  test('a mode without a date is refused when the job is created', () => {
    assert.equal(refused('S3PutObjectRetention', { Retention: { Mode: 'GOVERNANCE' } }), 'Request invalid')
  })
})

describe('S3InitiateRestoreObject', () => {
  test('an archived object is restored, another one is refused with the service’s text', async () => {
    const { store } = engine.store
    const body = await store.writes.stageBytes(Buffer.from('cold'))
    await store.writes.put({ bucket: 'src', key: 'cold', headers: {}, body, etag: 'e', storageClass: 'DEEP_ARCHIVE' })
    const operation = {
      name: 'S3InitiateRestoreObject',
      parameters: { ExpirationInDays: 2, GlacierJobTier: 'BULK' },
    }
    const rows = await runJob(operation, 'src,a.txt\nsrc,cold\n')
    assert.equal((await version('src', 'cold')).restore?.tier, 'Bulk')
    assert.ok(rows.includes('src,cold,,succeeded,200,,Successful'))
    assert.ok(
      rows.some((row) =>
        row.startsWith(
          "src,a.txt,,failed,403,InvalidObjectState,Restore is not allowed for the object's current storage class (Service: Amazon S3;",
        ),
      ),
    )
  })
})
