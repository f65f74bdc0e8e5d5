import assert from 'node:assert/strict'
import { createHash, createHmac, randomUUID } from 'node:crypto'
import { after, describe, test } from 'node:test'
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectAnnotationCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketLocationCommand,
  GetObjectAnnotationCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectAnnotationsCommand,
  ListObjectsV2Command,
  PutBucketAclCommand,
  PutBucketPolicyCommand,
  PutObjectAclCommand,
  PutObjectAnnotationCommand,
  PutObjectCommand,
  PutObjectRetentionCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { testServer } from '../../../support/running-server.ts'
import { newBucket, refused, textOf } from '../support.ts'

const OWNER = { accessKeyId: 'OWNERKEY', secretAccessKey: 'owner-secret', account: '111111111111' }
const OTHER = { accessKeyId: 'OTHERKEY', secretAccessKey: 'other-secret', account: '222222222222' }

describe('who may do what', async () => {
  const { url } = await testServer({ after }, { auth: 'sigv4', credentials: [OWNER, OTHER], newBuckets: 'classic' })
  const clientOf = (credentials: { accessKeyId: string; secretAccessKey: string }) => {
    const client = new S3Client({
      region: 'us-east-1',
      endpoint: url,
      forcePathStyle: true,
      credentials,
      maxAttempts: 1,
    })
    after(() => client.destroy())
    return client
  }
  const [owner, other] = [clientOf(OWNER), clientOf(OTHER)]
  const allow = (Bucket: string, statement: object) => {
    const Statement = {
      Effect: 'Allow',
      Principal: '*',
      Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`],
      ...statement,
    }
    return owner.send(
      new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }),
    )
  }
  const seeded = async () => {
    const Bucket = await newBucket(owner)
    await owner.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'secret' }))
    return Bucket
  }
  const read = (client: S3Client, Bucket: string, Key = 'k') => client.send(new GetObjectCommand({ Bucket, Key }))

  test('a wrong secret and an unknown key are refused', async () => {
    const Bucket = await seeded()
    await refused(read(clientOf({ ...OWNER, secretAccessKey: 'wrong' }), Bucket), 'SignatureDoesNotMatch', 403)
    await refused(read(clientOf({ ...OWNER, accessKeyId: 'UNKNOWN' }), Bucket), 'InvalidAccessKeyId', 403)
  })

  test("others' buckets are closed, and their names are taken", async () => {
    const Bucket = await seeded()
    await refused(read(other, Bucket), 'AccessDenied', 403)
    await refused(other.send(new PutObjectCommand({ Bucket, Key: 'x' })), 'AccessDenied', 403)
    await refused(other.send(new ListObjectsV2Command({ Bucket })), 'AccessDenied', 403)
    await refused(other.send(new GetBucketLocationCommand({ Bucket })), 'AccessDenied', 403)
    await refused(other.send(new CreateBucketCommand({ Bucket })), 'BucketAlreadyExists', 409)
    assert.equal((await fetch(`${url}/${Bucket}/k`)).status, 403)
  })

  test('nobody copies or begins an upload without an account, whatever a bucket allows', async () => {
    const Bucket = await seeded()
    await allow(Bucket, { Action: 's3:*' })
    assert.equal((await fetch(`${url}/${Bucket}/new`, { method: 'PUT', body: 'x' })).status, 200)
    const headers = { 'x-amz-copy-source': `${Bucket}/k` }
    const copy = await fetch(`${url}/${Bucket}/copy`, { method: 'PUT', headers })
    assert.equal(copy.status, 403)
    assert.match(await copy.text(), /Anonymous users cannot copy objects/)
    const upload = await fetch(`${url}/${Bucket}/multi?uploads`, { method: 'POST' })
    assert.equal(upload.status, 403)
    assert.match(await upload.text(), /Anonymous users cannot initiate multipart uploads/)
  })

  test('annotations need rights of their own, also to be copied', async () => {
    const Bucket = await seeded()
    const name = { Bucket, Key: 'k', AnnotationName: 'a' }
    await owner.send(new PutObjectAnnotationCommand({ ...name, AnnotationPayload: '1' }))
    const annotated = () => other.send(new GetObjectAnnotationCommand(name))
    const listed = () => other.send(new ListObjectAnnotationsCommand({ Bucket, Key: 'k' }))
    const copied = (AnnotationDirective?: 'EXCLUDE') =>
      other.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/k`, AnnotationDirective }))
    await allow(Bucket, { Action: ['s3:GetObject', 's3:PutObject', 's3:ListBucket'] })
    await refused(annotated(), 'AccessDenied', 403)
    await refused(listed(), 'AccessDenied', 403)
    await refused(copied(), 'AccessDenied', 403)
    await copied('EXCLUDE')
    const Action = ['s3:GetObject', 's3:PutObject', 's3:GetObjectAnnotation', 's3:ListObjectAnnotations']
    await allow(Bucket, { Action })
    await annotated()
    assert.equal((await listed()).AnnotationCount, 1)
    await refused(copied(), 'AccessDenied', 403)
    await allow(Bucket, { Action: [...Action, 's3:PutObjectAnnotation'] })
    await copied()
    await other.send(new PutObjectAnnotationCommand({ ...name, AnnotationPayload: '2' }))
    await refused(other.send(new DeleteObjectAnnotationCommand(name)), 'AccessDenied', 403)
  })

  test('an ACL opens an object or a bucket', async () => {
    const Bucket = await seeded()
    await owner.send(new PutObjectAclCommand({ Bucket, Key: 'k', ACL: 'public-read' }))
    assert.equal(await (await fetch(`${url}/${Bucket}/k`)).text(), 'secret')
    await refused(other.send(new ListObjectsV2Command({ Bucket })), 'AccessDenied', 403)
    await owner.send(new PutBucketAclCommand({ Bucket, ACL: 'authenticated-read' }))
    await other.send(new ListObjectsV2Command({ Bucket }))
    assert.equal((await fetch(`${url}/${Bucket}`)).status, 403)
  })

  test('a policy opens what it names and closes what it denies', async () => {
    const Bucket = await seeded()
    await allow(Bucket, { Action: 's3:GetObject' })
    assert.equal(await textOf(await read(other, Bucket)), 'secret')
    await refused(other.send(new ListObjectsV2Command({ Bucket })), 'AccessDenied', 403)
    await allow(Bucket, { Effect: 'Deny', Action: 's3:GetObject' })
    await refused(read(owner, Bucket), 'AccessDenied', 403)
    await allow(Bucket, { Action: 's3:*' })
  })

  test('a condition on a parameter is about the value that counts, not about one that is sent besides', async () => {
    const Bucket = await seeded()
    await allow(Bucket, { Action: 's3:ListBucket', Condition: { StringEquals: { 's3:prefix': 'open/' } } })
    const list = async (query: string) => (await fetch(`${url}/${Bucket}?list-type=2&${query}`)).status
    assert.equal(await list('prefix=open/'), 200)
    assert.equal(await list('prefix=&prefix=open/'), 403)
    assert.equal(await list('prefix=k&prefix=open/'), 403)
  })

  test('only who may list is told that a key is missing', async () => {
    const Bucket = await seeded()
    const head = () => other.send(new HeadObjectCommand({ Bucket, Key: 'missing' }))
    await allow(Bucket, { Action: 's3:GetObject' })
    await refused(head(), 'AccessDenied', 403)
    await allow(Bucket, { Action: ['s3:GetObject', 's3:ListBucket'] })
    await refused(head(), 'NotFound', 404)
  })

  test('a copy needs the right to read its source', async () => {
    const [Bucket, target] = [await seeded(), await newBucket(other)]
    const copy = () => other.send(new CopyObjectCommand({ Bucket: target, Key: 'k', CopySource: `${Bucket}/k` }))
    await refused(copy(), 'AccessDenied', 403)
    await allow(Bucket, { Action: 's3:GetObject' })
    await copy()
  })

  test('a source is the same to who judges and who copies, also when its name is sent as it is', async () => {
    const Bucket = await seeded()
    await owner.send(new PutObjectCommand({ Bucket, Key: 'ключ', Body: 'secret' }))
    const source = `${Bucket}/ключ`
    // No SDK sends a header's bytes as they are; a URL of signature version 2 can be signed by hand.
    const expires = String(Math.floor(Date.now() / 1_000) + 600)
    const toSign = `PUT\n\n\n${expires}\nx-amz-copy-source:${source}\n/${Bucket}/copy`
    const signature = createHmac('sha1', OTHER.secretAccessKey).update(toSign).digest('base64')
    const query = new URLSearchParams({ AWSAccessKeyId: OTHER.accessKeyId, Expires: expires, Signature: signature })
    const headers = { 'x-amz-copy-source': Buffer.from(source).toString('latin1') }
    const copy = async () =>
      (await fetch(`${url}/${Bucket}/copy?${query.toString()}`, { method: 'PUT', headers })).status
    await allow(Bucket, { Action: ['s3:PutObject', 's3:ListBucket'] })
    assert.equal(await copy(), 403)
    await allow(Bucket, { Action: ['s3:PutObject', 's3:GetObject'] })
    assert.equal(await copy(), 200)
  })

  test('a condition on the source of a copy is about what is copied, however it is written', async () => {
    const [Bucket, target] = [await seeded(), await newBucket(owner)]
    await allow(target, {
      Action: 's3:PutObject',
      Condition: { StringLike: { 's3:x-amz-copy-source': `${Bucket}/k*` } },
    })
    await allow(Bucket, { Action: 's3:GetObject' })
    const copy = (CopySource: string) => other.send(new CopyObjectCommand({ Bucket: target, Key: 'copy', CopySource }))
    for (const source of [`${Bucket}/k`, `/${Bucket}/k`, `${Bucket}/%6b`, `${Bucket}%2Fk`]) await copy(source)
    await refused(copy(`${target}/k`), 'AccessDenied', 403)
  })

  test('each key of a multi-object delete is asked for', async () => {
    const Bucket = await seeded()
    await owner.send(new PutObjectCommand({ Bucket, Key: 'open/k' }))
    await allow(Bucket, { Action: 's3:DeleteObject', Resource: `arn:aws:s3:::${Bucket}/open/*` })
    const Objects = [{ Key: 'k' }, { Key: 'open/k' }]
    const reply = await other.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }))
    assert.deepEqual(
      reply.Deleted?.map(({ Key }) => Key),
      ['open/k'],
    )
    assert.deepEqual(
      reply.Errors?.map(({ Key, Code }) => [Key, Code]),
      [['k', 'AccessDenied']],
    )
  })

  test('what a condition of a policy asks of the request is looked up there', async () => {
    const Bucket = await seeded()
    await allow(Bucket, { Action: 's3:PutObject', Condition: { StringEquals: { 's3:RequestObjectTag/level': 'low' } } })
    const put = (Tagging?: string) => other.send(new PutObjectCommand({ Bucket, Key: 'new', Tagging }))
    await refused(put(), 'AccessDenied', 403)
    await refused(put('level=high'), 'AccessDenied', 403)
    await put('level=low')
    const Condition = { StringEquals: { 's3:RequestObjectTag/level': 'low' } }
    await allow(Bucket, { Action: 's3:PutObjectTagging', Condition })
    const retag = async (level: string) => {
      const body = `<Tagging><TagSet><Tag><Key>level</Key><Value>${level}</Value></Tag></TagSet></Tagging>`
      const headers = { 'x-amz-tagging': 'level=low' }
      return (await fetch(`${url}/${Bucket}/k?tagging`, { method: 'PUT', headers, body })).status
    }
    assert.equal(await retag('high'), 403)
    assert.equal(await retag('low'), 200)
  })

  test('who copies tags must be allowed to read and write them', async () => {
    const Bucket = await seeded()
    await owner.send(new PutObjectCommand({ Bucket, Key: 'tagged', Tagging: 'a=b' }))
    const copy = (Key: string, TaggingDirective?: 'REPLACE') =>
      other.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/${Key}`, TaggingDirective }))
    const actions = ['s3:GetObject', 's3:PutObject', 's3:ListBucket']
    await allow(Bucket, { Action: actions })
    await copy('k')
    await copy('tagged', 'REPLACE')
    await refused(copy('tagged'), 'AccessDenied', 403)
    await allow(Bucket, { Action: [...actions, 's3:GetObjectTagging'] })
    await refused(copy('tagged'), 'AccessDenied', 403)
    await allow(Bucket, { Action: [...actions, 's3:GetObjectTagging', 's3:PutObjectTagging'] })
    await copy('tagged')
  })

  test('a condition on a lock is about the lock that is put, in a header or in a document', async () => {
    const Bucket = `lock-${randomUUID()}`
    await owner.send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true }))
    const Condition = { StringEquals: { 's3:object-lock-mode': 'GOVERNANCE' } }
    await allow(Bucket, { Action: ['s3:PutObject', 's3:PutObjectRetention'], Condition })
    const until = new Date(Date.now() + 60_000)
    const put = (ObjectLockMode?: 'GOVERNANCE' | 'COMPLIANCE') =>
      other.send(
        new PutObjectCommand({
          Bucket,
          Key: 'k',
          ...(ObjectLockMode && { ObjectLockMode, ObjectLockRetainUntilDate: until }),
        }),
      )
    await put('GOVERNANCE')
    await refused(put('COMPLIANCE'), 'AccessDenied', 403)
    await refused(put(), 'AccessDenied', 403)
    const retain = async (mode: string) => {
      const date = new Date(until.getTime() + 60_000).toISOString()
      const body = `<Retention><Mode>${mode}</Mode><RetainUntilDate>${date}</RetainUntilDate></Retention>`
      const headers = {
        'x-amz-object-lock-mode': 'GOVERNANCE',
        'content-md5': createHash('md5').update(body).digest('base64'),
      }
      return (await fetch(`${url}/${Bucket}/k?retention`, { method: 'PUT', headers, body })).status
    }
    assert.equal(await retain('COMPLIANCE'), 403)
    assert.equal(await retain('GOVERNANCE'), 200)
  })

  test('only who may bypass a GOVERNANCE retention does', async () => {
    const Bucket = `lock-${randomUUID()}`
    await owner.send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true }))
    const put = async (Key: string) =>
      owner.send(
        new PutObjectCommand({
          Bucket,
          Key,
          ObjectLockMode: 'GOVERNANCE',
          ObjectLockRetainUntilDate: new Date(Date.now() + 86_400_000),
        }),
      )
    const { VersionId } = await put('kept')
    const bypassing = { Bucket, Key: 'kept', VersionId, BypassGovernanceRetention: true }
    const remove = () => other.send(new DeleteObjectCommand(bypassing))
    const removeMany = () =>
      other.send(
        new DeleteObjectsCommand({
          Bucket,
          Delete: { Objects: [{ Key: 'kept', VersionId }] },
          BypassGovernanceRetention: true,
        }),
      )
    const free = () => other.send(new PutObjectRetentionCommand({ ...bypassing, Retention: {} }))
    const actions = ['s3:DeleteObjectVersion', 's3:PutObjectRetention']
    await allow(Bucket, { Action: actions })

    await refused(remove(), 'AccessDenied', 403)
    await refused(free(), 'AccessDenied', 403)
    assert.equal((await removeMany()).Errors?.[0]?.Code, 'AccessDenied')
    const unlocked = await owner.send(new PutObjectCommand({ Bucket, Key: 'free' }))
    await other.send(new DeleteObjectCommand({ ...bypassing, Key: 'free', VersionId: unlocked.VersionId }))

    await allow(Bucket, { Action: [...actions, 's3:BypassGovernanceRetention'] })
    await free()
    await remove()
    await assert.rejects(owner.send(new HeadObjectCommand({ Bucket, Key: 'kept', VersionId })))
  })
})
