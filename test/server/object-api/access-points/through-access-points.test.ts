import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  DeleteObjectTaggingCommand,
  GetBucketAclCommand,
  GetBucketLocationCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketVersioningCommand,
  GetObjectAclCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  ListPartsCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
  type S3ClientConfig,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3'
import { CreateAccessPointCommand, DeleteAccessPointCommand } from '@aws-sdk/client-s3-control'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import supertest from 'supertest'
import { AnyHostAgent } from '../../../support/any-host-agent.ts'
import { ACCOUNT, testServer } from '../../../support/running-server.ts'

const AccountId = ACCOUNT
const ARN = `arn:aws:s3:us-east-1:${ACCOUNT}:accesspoint/room`

describe('an access point stands for its bucket', async () => {
  const server = await testServer({ after })
  const { control, s3 } = server
  const port = Number(new URL(server.url).port)
  const clientOf = (settings: S3ClientConfig): S3Client => {
    const client = new S3Client({
      region: 'us-east-1',
      credentials: { accessKeyId: ACCOUNT, secretAccessKey: 'test' },
      maxAttempts: 1,
      requestHandler: { httpAgent: new AnyHostAgent(port) },
      ...settings,
    })
    after(() => client.destroy())
    return client
  }
  /** A client that takes us for AWS, but for the encryption of the connection. */
  const awsOf = (settings: S3ClientConfig): S3Client => {
    const client = clientOf(settings)
    client.middlewareStack.add(
      (next) => (args) => next({ ...args, request: Object.assign(args.request as object, { protocol: 'http:' }) }),
      { step: 'finalizeRequest' },
    )
    return client
  }
  await s3.send(new CreateBucketCommand({ Bucket: 'books' }))
  const { Alias = '' } = await control.send(new CreateAccessPointCommand({ AccountId, Name: 'room', Bucket: 'books' }))
  const local = clientOf({ endpoint: `http://localhost:${port}` })
  const ways: Readonly<Record<string, { readonly client: S3Client; readonly Bucket: string }>> = {
    'its ARN under a local endpoint': { client: local, Bucket: ARN },
    'its ARN without an endpoint': { client: awsOf({}), Bucket: ARN },
    'its ARN on dual stack': { client: awsOf({ useDualstackEndpoint: true }), Bucket: ARN },
    'its ARN on FIPS': { client: awsOf({ useFipsEndpoint: true }), Bucket: ARN },
    'its ARN from a client of another Region': {
      client: clientOf({ endpoint: `http://localhost:${port}`, region: 'eu-west-1' }),
      Bucket: ARN,
    },
    'its alias in the host': { client: local, Bucket: Alias },
    'its alias in the path': { client: s3, Bucket: Alias },
  }

  for (const [title, { client, Bucket }] of Object.entries(ways)) {
    describe(`by ${title}`, () => {
      const Key = `a b/é+${title}`
      test('for objects, their tags, their attributes and their listings', async () => {
        await client.send(new PutObjectCommand({ Bucket, Key, Body: 'text', Tagging: 'a=1' }))
        const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }))
        assert.equal(await Body?.transformToString(), 'text')
        assert.equal((await client.send(new HeadObjectCommand({ Bucket, Key }))).ContentLength, 4)
        await client.send(new PutObjectTaggingCommand({ Bucket, Key, Tagging: { TagSet: [{ Key: 'b', Value: '2' }] } }))
        const { TagSet } = await client.send(new GetObjectTaggingCommand({ Bucket, Key }))
        assert.deepEqual(TagSet, [{ Key: 'b', Value: '2' }])
        await client.send(new DeleteObjectTaggingCommand({ Bucket, Key }))
        await client.send(new GetObjectAclCommand({ Bucket, Key }))
        const attributes = new GetObjectAttributesCommand({ Bucket, Key, ObjectAttributes: ['ObjectSize'] })
        assert.equal((await client.send(attributes)).ObjectSize, 4)
        const listed = await client.send(new ListObjectsV2Command({ Bucket, Prefix: Key }))
        assert.deepEqual([listed.Name, listed.Contents?.map((object) => object.Key)], ['books', [Key]])
        assert.equal((await client.send(new ListObjectsCommand({ Bucket, Prefix: Key }))).Name, 'books')
        const { Versions } = await client.send(new ListObjectVersionsCommand({ Bucket, Prefix: Key }))
        assert.equal(Versions?.length, 1)
        await client.send(new DeleteObjectCommand({ Bucket, Key }))
        await assert.rejects(s3.send(new HeadObjectCommand({ Bucket: 'books', Key })), { name: 'NotFound' })
      })

      test('for uploads in parts, whose answers have the bucket’s own name', async () => {
        const upload = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }))
        assert.equal(upload.Bucket, 'books')
        const { UploadId } = upload
        const part = await client.send(
          new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, Body: Buffer.alloc(5 << 20) }),
        )
        await client.send(new PutObjectCommand({ Bucket, Key: 'tail', Body: 'tail' }))
        const copied = await client.send(
          new UploadPartCopyCommand({ Bucket, Key, UploadId, PartNumber: 2, CopySource: `${Alias}/tail` }),
        )
        const parts = await client.send(new ListPartsCommand({ Bucket, Key, UploadId }))
        assert.deepEqual([parts.Bucket, parts.Parts?.length], ['books', 2])
        const { Uploads, Bucket: listed } = await client.send(new ListMultipartUploadsCommand({ Bucket }))
        assert.deepEqual([Uploads?.length, listed], [1, 'books'])
        const done = await client.send(
          new CompleteMultipartUploadCommand({
            Bucket,
            Key,
            UploadId,
            MultipartUpload: {
              Parts: [
                { PartNumber: 1, ETag: part.ETag },
                { PartNumber: 2, ETag: copied.CopyPartResult?.ETag },
              ],
            },
          }),
        )
        assert.equal(done.Bucket, 'books')
        assert.match(done.Location ?? '', /^http:\/\/[^/]+\/books\/a%20b\//)
        const other = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }))
        await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId: other.UploadId }))
        await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key }, { Key: 'tail' }] } }))
      })

      test('for what may be asked of the bucket, and for nothing else', async () => {
        const head = await client.send(new HeadBucketCommand({ Bucket }))
        assert.deepEqual([head.BucketRegion, head.AccessPointAlias], ['us-east-1', Bucket === Alias])
        await client.send(new GetBucketLocationCommand({ Bucket }))
        await client.send(new GetBucketAclCommand({ Bucket }))
        await client.send(new GetBucketNotificationConfigurationCommand({ Bucket }))
        const refusals = [
          () => client.send(new GetBucketVersioningCommand({ Bucket })),
          () => client.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: [] } })),
          () => client.send(new PutBucketPolicyCommand({ Bucket, Policy: '{}' })),
          () => client.send(new DeleteBucketCommand({ Bucket })),
        ]
        for (const refusal of refusals) await assert.rejects(refusal, { name: 'MethodNotAllowed' })
      })
    })
  }

  test('in the path by its ARN, whether or not that is encoded', async () => {
    await s3.send(new PutObjectCommand({ Bucket: 'books', Key: 'x/y z', Body: 'found' }))
    const forms = [ARN, ARN.replace('/', '%2F'), encodeURIComponent(ARN), ARN.replace('/', ':')]
    for (const form of forms) {
      const { status, body } = await supertest(server.url).get(`/${form}/x/y%20z`)
      assert.deepEqual([status, String(body)], [200, 'found'], form)
      const listing = await supertest(server.url).get(`/${form}?list-type=2&prefix=x/`)
      assert.match(listing.text, /<Key>x\/y z<[\s\S]*<Name>books</, form)
    }
  })

  test('in a copy source by its ARN and by its alias', async () => {
    await s3.send(new PutObjectCommand({ Bucket: 'books', Key: 'a/b c', Body: 'origin' }))
    const sources = [
      `${ARN}/object/a/b%20c`,
      encodeURIComponent(`${ARN}/object/a/b c`),
      `${Alias}/a/b%20c`,
      `/${Alias}/a/b%20c`,
    ]
    for (const [number, CopySource] of sources.entries()) {
      const Key = `copy-${number}`
      await s3.send(new CopyObjectCommand({ Bucket: 'books', Key, CopySource }))
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'books', Key }))
      assert.equal(await Body?.transformToString(), 'origin', CopySource)
    }
    const lost = new CopyObjectCommand({ Bucket: 'books', Key: 'x', CopySource: `${ARN}x/object/a` })
    await assert.rejects(s3.send(lost), { name: 'NoSuchAccessPoint' })
  })

  test('in presigned URLs', async () => {
    await s3.send(new PutObjectCommand({ Bucket: 'books', Key: 'signed', Body: 'sealed' }))
    const url = new URL(await getSignedUrl(local, new GetObjectCommand({ Bucket: ARN, Key: 'signed' })))
    assert.equal(url.hostname, `room-${ACCOUNT}.localhost`)
    const { body } = await supertest(server.url).get(`${url.pathname}${url.search}`).set('host', url.host)
    assert.equal(String(body), 'sealed')
  })

  test('but not for a bucket whose name its local host has', async () => {
    const Bucket = `hall-${ACCOUNT}`
    await control.send(new CreateAccessPointCommand({ AccountId, Name: 'hall', Bucket: 'books' }))
    await local.send(new CreateBucketCommand({ Bucket }))
    await local.send(new PutObjectCommand({ Bucket, Key: 'own', Body: '' }))
    assert.equal((await s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount, 1)
  })

  test('until it is deleted', async () => {
    const made = await control.send(new CreateAccessPointCommand({ AccountId, Name: 'brief', Bucket: 'books' }))
    const brief = ARN.replace('room', 'brief')
    await control.send(new DeleteAccessPointCommand({ AccountId, Name: 'brief' }))
    for (const Bucket of [brief, made.Alias]) {
      const name = Bucket === brief ? 'NoSuchBucket' : 'NoSuchAccessPoint'
      await assert.rejects(local.send(new ListObjectsV2Command({ Bucket })), { name })
    }
    const { text } = await supertest(server.url).get(`/${brief}`)
    assert.match(text, /<Code>NoSuchAccessPoint</)
  })

  test('only where it is one', async () => {
    const codes = {
      'arn:aws:s3:::books': 'InvalidBucketName',
      'arn:aws:sqs:us-east-1:123456789012:queue': 'InvalidBucketName',
      'arn:aws:s3-object-lambda:us-east-1:123456789012:accesspoint/room': 'NotImplemented',
      'arn:aws:s3::123456789012:accesspoint/mfzwi23gnjvgw.mrap': 'NotImplemented',
    }
    for (const [arn, code] of Object.entries(codes)) {
      const { text } = await supertest(server.url).get(`/${encodeURIComponent(arn)}/key`)
      assert.match(text, new RegExp(`<Code>${code}<`), arn)
    }
    await assert.rejects(s3.send(new CreateBucketCommand({ Bucket: 'own-s3alias' })), { name: 'InvalidBucketName' })
  })
})
