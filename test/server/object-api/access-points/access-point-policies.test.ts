import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectAclCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import {
  CreateAccessPointCommand,
  type CreateAccessPointCommandInput,
  DeletePublicAccessBlockCommand,
  GetAccessPointPolicyStatusCommand,
  PutAccessPointPolicyCommand,
  PutPublicAccessBlockCommand,
  S3ControlClient,
} from '@aws-sdk/client-s3-control'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import supertest from 'supertest'
import { AnyHostAgent } from '../../../support/any-host-agent.ts'
import { testServer } from '../../../support/running-server.ts'
import { newBucket, refused, textOf } from '../support.ts'

const OWNER = { accessKeyId: 'OWNERKEY', secretAccessKey: 'owner-secret', account: '111111111111' }
const OTHER = { accessKeyId: 'OTHERKEY', secretAccessKey: 'other-secret', account: '222222222222' }
type Keys = typeof OWNER

describe('access points, their policies and their bucket’s', async () => {
  const { url } = await testServer({ after }, { auth: 'sigv4', credentials: [OWNER, OTHER], newBuckets: 'classic' })
  const port = Number(new URL(url).port)
  const shared = (credentials: Keys) => ({
    region: 'us-east-1',
    maxAttempts: 1,
    credentials,
    requestHandler: { httpAgent: new AnyHostAgent(port) },
  })
  const s3Of = (keys: Keys) => new S3Client({ ...shared(keys), endpoint: `http://localhost:${port}` })
  const controlOf = (keys: Keys) =>
    new S3ControlClient({ ...shared(keys), endpointProvider: () => ({ url: new URL(url) }), disableHostPrefix: true })
  const [owner, other, control, otherControl] = [s3Of(OWNER), s3Of(OTHER), controlOf(OWNER), controlOf(OTHER)]
  after(() => {
    for (const client of [owner, other, control, otherControl]) client.destroy()
  })

  let made = 0
  /** A bucket with an object, and an access point that blocks nothing unless it is told to. */
  const seeded = async (more: Partial<CreateAccessPointCommandInput> = {}) => {
    const Bucket = await newBucket(owner)
    await owner.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'secret' }))
    made += 1
    const Name = `point-${made}`
    const { AccessPointArn: arn = '' } = await control.send(
      new CreateAccessPointCommand({
        AccountId: OWNER.account,
        Name,
        Bucket,
        PublicAccessBlockConfiguration: { BlockPublicAcls: false },
        ...more,
      }),
    )
    return { Bucket, Name, arn }
  }
  const policy = (...Statement: readonly object[]) => JSON.stringify({ Version: '2012-10-17', Statement })
  const putPointPolicy = (Name: string, ...statements: readonly object[]) =>
    control.send(new PutAccessPointPolicyCommand({ AccountId: OWNER.account, Name, Policy: policy(...statements) }))
  const putBucketPolicy = (Bucket: string, ...statements: readonly object[]) =>
    owner.send(new PutBucketPolicyCommand({ Bucket, Policy: policy(...statements) }))
  const reading = (arn: string, Principal: object | '*') => ({
    Effect: 'Allow',
    Principal,
    Action: ['s3:GetObject', 's3:ListBucket'],
    Resource: [arn, `${arn}/object/*`],
  })
  const delegating = (Bucket: string) => ({
    Effect: 'Allow',
    Principal: '*',
    Action: '*',
    Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`],
    Condition: { StringEquals: { 's3:DataAccessPointAccount': OWNER.account } },
  })
  const read = async (client: S3Client, Bucket: string) =>
    textOf(await client.send(new GetObjectCommand({ Bucket, Key: 'k' })))
  const anonymous = (arn: string) =>
    supertest(url)
      .get('/k')
      .set('host', `${arn.slice(arn.indexOf('/') + 1)}-${OWNER.account}.s3-accesspoint.us-east-1.amazonaws.com`)

  test('the owner of both needs no policy, others need one of each', async () => {
    const { Bucket, Name, arn } = await seeded()
    assert.equal(await read(owner, arn), 'secret')
    await refused(read(other, arn), 'AccessDenied', 403)
    await putPointPolicy(Name, reading(arn, { AWS: OTHER.account }))
    await refused(read(other, arn), 'AccessDenied', 403)
    await putBucketPolicy(Bucket, delegating(Bucket))
    assert.equal(await read(other, arn), 'secret')
    assert.equal((await other.send(new ListObjectsV2Command({ Bucket: arn }))).KeyCount, 1)
    await refused(read(other, Bucket), 'AccessDenied', 403)
    await refused(other.send(new PutObjectCommand({ Bucket: arn, Key: 'k', Body: 'x' })), 'AccessDenied', 403)
  })

  test('a bucket’s policy alone does not open its access points', async () => {
    const { Bucket, arn } = await seeded()
    await putBucketPolicy(Bucket, { ...delegating(Bucket), Condition: undefined, Principal: { AWS: OTHER.account } })
    assert.equal(await read(other, Bucket), 'secret')
    await refused(read(other, arn), 'AccessDenied', 403)
  })

  test('what an access point denies its owner is denied too, there only', async () => {
    const { Bucket, Name, arn } = await seeded()
    await putPointPolicy(Name, { ...reading(arn, '*'), Effect: 'Deny' })
    await refused(read(owner, arn), 'AccessDenied', 403)
    assert.equal(await read(owner, Bucket), 'secret')
  })

  test('a bucket can be left open for its access points alone', async () => {
    const { Bucket, arn } = await seeded()
    const inside = await seeded({ Bucket, VpcConfiguration: { VpcId: 'vpc-1a2b3c' } })
    const guard = (Condition: object) =>
      putBucketPolicy(Bucket, {
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:GetObject',
        Resource: `arn:aws:s3:::${Bucket}/*`,
        Condition,
      })
    await guard({ ArnNotLike: { 's3:DataAccessPointArn': `${arn.slice(0, arn.indexOf('/'))}/*` } })
    await refused(read(owner, Bucket), 'AccessDenied', 403)
    assert.equal(await read(owner, arn), 'secret')
    await guard({ StringNotEquals: { 's3:AccessPointNetworkOrigin': 'VPC' } })
    await refused(read(owner, arn), 'AccessDenied', 403)
    assert.equal(await read(owner, inside.arn), 'secret')
  })

  test('an access point of another account leads to the bucket when its owner says so', async () => {
    const { Bucket } = await seeded()
    const { AccessPointArn: arn = '' } = await otherControl.send(
      new CreateAccessPointCommand({
        AccountId: OTHER.account,
        Name: 'theirs',
        Bucket,
        BucketAccountId: OWNER.account,
      }),
    )
    await refused(read(other, arn), 'AccessDenied', 403)
    await putBucketPolicy(Bucket, {
      ...delegating(Bucket),
      Condition: { StringEquals: { 's3:DataAccessPointAccount': OTHER.account } },
    })
    assert.equal(await read(other, arn), 'secret')
    // The bucket's owner is a stranger there.
    await refused(read(owner, arn), 'AccessDenied', 403)
  })

  test('everybody may be let in, until the account restricts that', async () => {
    const { Bucket, Name, arn } = await seeded()
    await putPointPolicy(Name, reading(arn, '*'))
    await putBucketPolicy(Bucket, delegating(Bucket))
    const status = new GetAccessPointPolicyStatusCommand({ AccountId: OWNER.account, Name })
    assert.equal((await control.send(status)).PolicyStatus?.IsPublic, true)
    assert.equal((await anonymous(arn)).status, 200)
    await blocked({ RestrictPublicBuckets: true }, async () => {
      assert.equal((await anonymous(arn)).status, 403)
      await refused(read(other, arn), 'AccessDenied', 403)
      assert.equal(await read(owner, arn), 'secret')
    })
    assert.equal((await anonymous(arn)).status, 200)
  })

  test('what an account blocks, all its buckets and access points block', async () => {
    const { Bucket, Name, arn } = await seeded()
    await owner.send(new PutObjectAclCommand({ Bucket, Key: 'k', ACL: 'public-read' }))
    const visit = () => supertest(url).get(`/${Bucket}/k`)
    assert.equal((await visit()).status, 200)
    await blocked({ IgnorePublicAcls: true }, async () => assert.equal((await visit()).status, 403))
    await blocked({ BlockPublicAcls: true }, async () => {
      const publish = (Body: string) => new PutObjectCommand({ Bucket, Key: 'new', Body, ACL: 'public-read' })
      await refused(owner.send(publish('x')), 'AccessDenied', 403)
      await refused(
        owner.send(new CreateBucketCommand({ Bucket: `${Bucket}-open`, ACL: 'public-read' })),
        'AccessDenied',
        403,
      )
    })
    await blocked({ BlockPublicPolicy: true }, async () => {
      await refused(putPointPolicy(Name, reading(arn, '*')), 'AccessDenied', 403)
      const open = { ...delegating(Bucket), Condition: undefined }
      await refused(putBucketPolicy(Bucket, open), 'AccessDenied', 403)
    })
  })

  test('an access point blocks public ACLs that come through it', async () => {
    const { Bucket, arn } = await seeded({ PublicAccessBlockConfiguration: { BlockPublicAcls: true } })
    const publish = (bucket: string) => new PutObjectAclCommand({ Bucket: bucket, Key: 'k', ACL: 'public-read' })
    await refused(owner.send(publish(arn)), 'AccessDenied', 403)
    await owner.send(publish(Bucket))
  })

  test('who copies through an access point, or deletes many, needs its leave for each', async () => {
    const { Bucket, Name, arn } = await seeded()
    const own = await newBucket(other)
    const copy = () => other.send(new CopyObjectCommand({ Bucket: own, Key: 'k', CopySource: `${arn}/object/k` }))
    const remove = () => other.send(new DeleteObjectsCommand({ Bucket: arn, Delete: { Objects: [{ Key: 'k' }] } }))
    await putBucketPolicy(Bucket, delegating(Bucket))
    await refused(copy(), 'AccessDenied', 403)
    assert.deepEqual(
      (await remove()).Errors?.map(({ Code }) => Code),
      ['AccessDenied'],
    )
    await putPointPolicy(Name, {
      ...reading(arn, { AWS: OTHER.account }),
      Action: ['s3:GetObject', 's3:DeleteObject'],
      Resource: `${arn}/object/*`,
    })
    await copy()
    assert.deepEqual(
      (await remove()).Deleted?.map(({ Key }) => Key),
      ['k'],
    )
  })

  test('a presigned URL of its host is judged by its signature', async () => {
    const { arn, Name } = await seeded()
    const signed = new URL(await getSignedUrl(owner, new GetObjectCommand({ Bucket: arn, Key: 'k' })))
    const visit = (host: string) => supertest(url).get(`${signed.pathname}${signed.search}`).set('host', host)
    assert.equal((await visit(signed.host)).status, 200)
    assert.equal((await visit(signed.host.replace(Name, `${Name}x`))).status, 403)
  })

  async function blocked(PublicAccessBlockConfiguration: object, during: () => Promise<void>): Promise<void> {
    const AccountId = OWNER.account
    await control.send(new PutPublicAccessBlockCommand({ AccountId, PublicAccessBlockConfiguration }))
    await during()
    await control.send(new DeletePublicAccessBlockCommand({ AccountId }))
  }
})
