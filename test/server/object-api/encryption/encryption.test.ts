import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, describe, test } from 'node:test'
import {
  CopyObjectCommand,
  DeleteBucketEncryptionCommand,
  GetBucketEncryptionCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutBucketEncryptionCommand,
  PutObjectCommand,
  type ServerSideEncryptionRule,
} from '@aws-sdk/client-s3'
import { testServer } from '../../../support/running-server.ts'
import { newBucket, refused, textOf } from '../support.ts'

const ARN = 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab'

function customerKey(letter: string) {
  const key = Buffer.alloc(32, letter)
  return {
    SSECustomerAlgorithm: 'AES256',
    SSECustomerKey: key.toString('base64'),
    SSECustomerKeyMD5: createHash('md5').update(key).digest('base64'),
  }
}

describe('encryption, as seen from outside', async () => {
  const { s3 } = await testServer({ after })
  const configure = (Bucket: string, rule: ServerSideEncryptionRule) =>
    s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules: [rule] } }))

  test('is SSE-S3 when nobody says anything', async () => {
    const Bucket = await newBucket(s3)
    const put = await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x' }))
    assert.equal(put.ServerSideEncryption, 'AES256')
    const { ServerSideEncryptionConfiguration } = await s3.send(new GetBucketEncryptionCommand({ Bucket }))
    assert.equal(
      ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm,
      'AES256',
    )
  })

  test('with a KMS key shows its ARN, and an ETag that is no MD5', async () => {
    const Bucket = await newBucket(s3)
    const put = (SSEKMSKeyId?: string) =>
      s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x', ServerSideEncryption: 'aws:kms', SSEKMSKeyId }))
    assert.equal((await put(ARN)).SSEKMSKeyId, ARN)
    assert.equal((await put(ARN.split('/')[1])).SSEKMSKeyId, ARN)
    const managed = await put()
    assert.match(managed.SSEKMSKeyId ?? '', /^arn:aws:kms:us-east-1:123456789012:key\/[0-9a-f-]{36}$/)
    assert.notEqual(managed.ETag, `"${createHash('md5').update('x').digest('hex')}"`)
    const lone = new PutObjectCommand({ Bucket, Key: 'k', SSEKMSKeyId: ARN })
    await refused(s3.send(lone), 'InvalidArgument', 400)
  })

  test("follows the bucket's default, until that is deleted", async () => {
    const Bucket = await newBucket(s3)
    const wanted = { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: ARN } as const
    await configure(Bucket, { ApplyServerSideEncryptionByDefault: wanted, BucketKeyEnabled: true })
    const put = await s3.send(new PutObjectCommand({ Bucket, Key: 'k' }))
    assert.deepEqual([put.ServerSideEncryption, put.SSEKMSKeyId, put.BucketKeyEnabled], ['aws:kms', ARN, true])
    const own = await s3.send(new PutObjectCommand({ Bucket, Key: 'k', ServerSideEncryption: 'AES256' }))
    assert.equal(own.ServerSideEncryption, 'AES256')
    await s3.send(new DeleteBucketEncryptionCommand({ Bucket }))
    assert.equal((await s3.send(new PutObjectCommand({ Bucket, Key: 'k' }))).ServerSideEncryption, 'AES256')
    const odd = { SSEAlgorithm: 'AES256', KMSMasterKeyID: ARN } as const
    await refused(configure(Bucket, { ApplyServerSideEncryptionByDefault: odd }), 'InvalidArgument', 400)
  })

  test("with the customer's key can be read with that key alone", async () => {
    const Bucket = await newBucket(s3)
    const [right, wrong] = [customerKey('r'), customerKey('w')]
    const put = await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'secret', ...right }))
    assert.equal(put.SSECustomerKeyMD5, right.SSECustomerKeyMD5)
    assert.equal(put.ServerSideEncryption, undefined)
    const get = (key: object) => s3.send(new GetObjectCommand({ Bucket, Key: 'k', ...key }))
    assert.equal(await textOf(await get(right)), 'secret')
    await refused(get({}), 'InvalidRequest', 400)
    await refused(get(wrong), 'AccessDenied', 403)
    await refused(s3.send(new HeadObjectCommand({ Bucket, Key: 'k' })), 'InvalidRequest', 400)
    await s3.send(new PutObjectCommand({ Bucket, Key: 'plain' }))
    await refused(s3.send(new GetObjectCommand({ Bucket, Key: 'plain', ...right })), 'InvalidRequest', 400)
  })

  test("with the customer's key is refused where the bucket blocks it", async () => {
    const Bucket = await newBucket(s3)
    const block = (EncryptionType: 'SSE-C' | 'NONE') =>
      configure(Bucket, {
        ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' },
        BlockedEncryptionTypes: { EncryptionType: [EncryptionType] },
      })
    const put = () => s3.send(new PutObjectCommand({ Bucket, Key: 'k', ...customerKey('k') }))
    await block('SSE-C')
    await refused(put(), 'AccessDenied', 403)
    await block('NONE')
    await put()
  })

  test("a copy of a customer's object needs its key, and may have another", async () => {
    const Bucket = await newBucket(s3)
    const [old, fresh] = [customerKey('o'), customerKey('f')]
    await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'secret', ...old }))
    const CopySource = `${Bucket}/k`
    await refused(s3.send(new CopyObjectCommand({ Bucket, Key: 'c', CopySource })), 'InvalidRequest', 400)
    const source = {
      CopySourceSSECustomerAlgorithm: 'AES256',
      CopySourceSSECustomerKey: old.SSECustomerKey,
      CopySourceSSECustomerKeyMD5: old.SSECustomerKeyMD5,
    }
    await s3.send(new CopyObjectCommand({ Bucket, Key: 'c', CopySource, ...source, ...fresh }))
    assert.equal(await textOf(await s3.send(new GetObjectCommand({ Bucket, Key: 'c', ...fresh }))), 'secret')
  })
})
