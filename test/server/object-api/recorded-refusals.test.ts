import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import * as sdk from '@aws-sdk/client-s3'
import { testServer } from '../../support/running-server.ts'
import { newBucket, refused, textOf } from './support.ts'

/**
 * Refusals that others have recorded from AWS (LocalStack's `*.snapshot.json`): code, status, and the elements that say
 * what was wrong.
 */
describe('refusals as AWS was recorded to give them', async () => {
  const { s3, s3Of, url } = await testServer({ after })
  const Bucket = await newBucket(s3)
  const Key = 'k'
  const { ETag } = await s3.send(new sdk.PutObjectCommand({ Bucket, Key, Body: '0123456789' }))
  const is = async (request: Promise<unknown>, status: number, expected: Readonly<Record<string, string>>) => {
    const error = await refused(request, expected['Code'] ?? '', status)
    for (const [name, value] of Object.entries(expected)) {
      assert.equal(name === 'Message' ? error['message'] : error[name], value, name)
    }
  }
  const upload = async (input: object = {}) =>
    (await s3.send(new sdk.CreateMultipartUploadCommand({ Bucket, Key: 'multi', ...input }))).UploadId
  const part = async (UploadId: string | undefined) => {
    const reply = await s3.send(
      new sdk.UploadPartCommand({ Bucket, Key: 'multi', UploadId, PartNumber: 1, Body: 'part' }),
    )
    return [{ PartNumber: 1, ETag: reply.ETag }]
  }
  const complete = (UploadId: string | undefined, Parts: sdk.CompletedPart[] | undefined, input: object = {}) => {
    const MultipartUpload = Parts === undefined ? undefined : { Parts }
    return s3.send(
      new sdk.CompleteMultipartUploadCommand({ Bucket, Key: 'multi', UploadId, MultipartUpload, ...input }),
    )
  }

  test('a condition on a write that S3 does not have', async () => {
    const Code = 'NotImplemented'
    const refusing = (Header: string, additionalMessage: string) => ({ Code, Header, additionalMessage })
    const notAccepted = (header: string) =>
      refusing(header, `We don't accept the provided value of ${header} header for this API`)
    const both = refusing('If-Match,If-None-Match', 'Multiple conditional request headers present in the request')
    const put = (input: object) => s3.send(new sdk.PutObjectCommand({ Bucket, Key, Body: 'x', ...input }))
    const copy = (input: object) =>
      s3.send(new sdk.CopyObjectCommand({ Bucket, Key: 'c', CopySource: `${Bucket}/${Key}`, ...input }))
    const id = await upload()
    const parts = await part(id)
    for (const write of [put, copy, (input: object) => complete(id, parts, input)]) {
      await is(write({ IfNoneMatch: ETag }), 501, notAccepted('If-None-Match'))
      await is(write({ IfMatch: '*' }), 501, notAccepted('If-Match'))
      await is(write({ IfMatch: ETag, IfNoneMatch: '*' }), 501, both)
    }
    const remove = (input: object) => s3.send(new sdk.DeleteObjectCommand({ Bucket, Key, ...input }))
    await is(remove({ IfMatchSize: 10 }), 501, { Code, Header: 'x-amz-if-match-size' })
    const dated = { IfMatchSize: 10, IfMatchLastModifiedTime: new Date(0) }
    await is(remove(dated), 501, { Code, Header: 'x-amz-if-match-last-modified-time' })
    assert.equal(await textOf(await s3.send(new sdk.GetObjectCommand({ Bucket, Key }))), '0123456789')
  })

  test('an object that changes while its upload goes on, when the upload is completed on a condition', async () => {
    const removed = await newBucket(s3)
    const at = (Bucket: string) => ({ Bucket, Key: 'multi' })
    const begin = async (bucket: string) => {
      const { UploadId } = await s3.send(new sdk.CreateMultipartUploadCommand(at(bucket)))
      const { ETag: tag } = await s3.send(
        new sdk.UploadPartCommand({ ...at(bucket), UploadId, PartNumber: 1, Body: 'part' }),
      )
      return (input: object) =>
        s3.send(
          new sdk.CompleteMultipartUploadCommand({
            ...at(bucket),
            UploadId,
            MultipartUpload: { Parts: [{ PartNumber: 1, ETag: tag }] },
            ...input,
          }),
        )
    }
    const put = () => s3.send(new sdk.PutObjectCommand({ ...at(removed), Body: 'x' }))
    const { ETag: first } = await put()
    const completing = await begin(removed)
    const conflict = (Condition: string) => ({ Code: 'ConditionalRequestConflict', Condition, Key: 'multi' })
    await is(completing({ IfNoneMatch: '*' }), 412, { Code: 'PreconditionFailed', Condition: 'If-None-Match' })
    await put()
    await is(completing({ IfMatch: first }), 409, conflict('If-Match'))
    await s3.send(new sdk.DeleteObjectCommand(at(removed)))
    await is(completing({ IfMatch: first }), 404, { Code: 'NoSuchKey' })
    await is(completing({ IfNoneMatch: '*' }), 409, conflict('If-None-Match'))
    const again = await begin(removed)
    await again({ IfNoneMatch: '*' })
  })

  test('completing an upload without parts, or as something that it is not', async () => {
    const id = await upload()
    const parts = await part(id)
    await is(complete(id, undefined), 400, { Code: 'InvalidRequest', Message: 'You must specify at least one part' })
    const Message =
      'The upload was created using the null checksum mode. The complete request must use the same checksum mode.'
    await is(complete(id, parts, { ChecksumType: 'FULL_OBJECT' }), 400, { Code: 'InvalidRequest', Message })
    const absent = [{ PartNumber: 2, ETag: parts[0]?.ETag }]
    const PartNumber = '2'
    await is(complete(id, absent), 400, { Code: 'InvalidPart', PartNumber, ETag: String(parts[0]?.ETag).slice(1, -1) })
  })

  test('a marker in a list of uploads that is none of its key', async () => {
    const UploadIdMarker = await upload()
    const list = (KeyMarker: string, marker = UploadIdMarker) =>
      s3.send(new sdk.ListMultipartUploadsCommand({ Bucket, KeyMarker, UploadIdMarker: marker }))
    const wrong = { Code: 'InvalidArgument', Message: 'Invalid uploadId marker', ArgumentName: 'upload-id-marker' }
    await is(list('other'), 400, wrong)
    await is(list('multi', 'bogus'), 400, wrong)
    await list('multi')
  })

  test('a copy source without a key', async () => {
    const expected = { Code: 'InvalidArgument', Message: 'Invalid copy source object key' }
    for (const CopySource of ['bucket', '/', `${Bucket}/`]) {
      await is(s3.send(new sdk.CopyObjectCommand({ Bucket, Key: 'c', CopySource })), 400, expected)
    }
  })

  test('a bypass of Object Lock where there is none', async () => {
    const expected = { Code: 'InvalidArgument', ArgumentName: 'x-amz-bypass-governance-retention' }
    for (const BypassGovernanceRetention of [true, false]) {
      await is(s3.send(new sdk.DeleteObjectCommand({ Bucket, Key, BypassGovernanceRetention })), 400, expected)
      const Delete = { Objects: [{ Key }] }
      await is(s3.send(new sdk.DeleteObjectsCommand({ Bucket, Delete, BypassGovernanceRetention })), 400, expected)
    }
  })

  test('half a lock, and one that S3 does not know', async () => {
    const put = (input: object) => s3.send(new sdk.PutObjectCommand({ Bucket, Key: 'l', ...input }))
    const Code = 'InvalidArgument'
    const until = { ObjectLockRetainUntilDate: new Date('2999-01-01') }
    await is(put(until), 400, { Code, ArgumentName: 'x-amz-object-lock-mode' })
    await is(put({ ObjectLockMode: 'GOVERNANCE' }), 400, { Code, ArgumentName: 'x-amz-object-lock-retain-until-date' })
    const unknown = {
      Code,
      ArgumentName: 'x-amz-object-lock-mode',
      ArgumentValue: 'BAD',
      Message: 'Unknown wormMode directive.',
    }
    await is(put({ ObjectLockMode: 'BAD', ...until }), 400, unknown)
  })

  test('reserved tags', async () => {
    const TagSet = [{ Key: 'aws:x', Value: '1' }]
    const Message = 'Your TagKey cannot be prefixed with aws:'
    const Tagging = { TagSet }
    const expected = { Code: 'InvalidTag', TagKey: 'aws:x' }
    await is(s3.send(new sdk.PutObjectTaggingCommand({ Bucket, Key, Tagging })), 400, { ...expected, Message })
    await is(s3.send(new sdk.PutBucketTaggingCommand({ Bucket, Tagging })), 400, expected)
  })

  test('tags and an ACL put on a delete marker, named or not', async () => {
    const own = await newBucket(s3)
    await s3.send(new sdk.PutBucketVersioningCommand({ Bucket: own, VersioningConfiguration: { Status: 'Enabled' } }))
    const at = { Bucket: own, Key: 'gone' }
    const { VersionId: marker } = await s3.send(new sdk.DeleteObjectCommand(at))
    for (const VersionId of [marker, undefined]) {
      const named = { ...at, VersionId }
      const expected = (Method: string) => ({ Code: 'MethodNotAllowed', Method, ResourceType: 'DeleteMarker' })
      await is(s3.send(new sdk.GetObjectTaggingCommand(named)), 405, expected('GET'))
      await is(s3.send(new sdk.PutObjectTaggingCommand({ ...named, Tagging: { TagSet: [] } })), 405, expected('PUT'))
      await is(s3.send(new sdk.DeleteObjectTaggingCommand(named)), 405, expected('DELETE'))
      await is(s3.send(new sdk.PutObjectAclCommand({ ...named, ACL: 'private' })), 405, expected('PUT'))
    }
    await is(s3.send(new sdk.GetObjectAclCommand(at)), 404, { Code: 'NoSuchKey' })
    const Message = 'The bucket you tried to delete is not empty. You must delete all versions in the bucket.'
    await is(s3.send(new sdk.DeleteBucketCommand({ Bucket: own })), 409, { Code: 'BucketNotEmpty', Message })
  })

  test('grants to nobody', async () => {
    const own = await newBucket(s3, { ObjectOwnership: 'ObjectWriter' })
    const put = (input: Partial<sdk.PutBucketAclCommandInput>) =>
      s3.send(new sdk.PutBucketAclCommand({ Bucket: own, ...input }))
    const Code = 'InvalidArgument'
    await is(put({ GrantRead: 'id="wrong-id"' }), 400, { Code, ArgumentName: 'id', ArgumentValue: 'wrong-id' })
    await is(put({ GrantRead: 'uri="http://x"' }), 400, { Code, ArgumentName: 'uri', Message: 'Invalid group uri' })
    const { Owner } = await s3.send(new sdk.GetBucketAclCommand({ Bucket: own }))
    const Grants = [{ Grantee: { Type: 'CanonicalUser', ID: 'wrong-id' }, Permission: 'READ' }] as sdk.Grant[]
    await is(put({ AccessControlPolicy: { Owner, Grants } }), 400, { Code, ArgumentName: 'CanonicalUser/ID' })
    await is(put({}), 400, { Code: 'MissingSecurityHeader', MissingHeaderName: 'x-amz-acl' })
  })

  test('a list of the buckets of no Region', async () => {
    const Message = 'Argument value nowhere is not a valid AWS Region'
    const expected = { Code: 'InvalidArgument', ArgumentName: 'bucket-region', Message }
    await is(s3.send(new sdk.ListBucketsCommand({ BucketRegion: 'nowhere' })), 400, expected)
    await s3.send(new sdk.ListBucketsCommand({ BucketRegion: 'eu-central-1' }))
  })

  test('a header of the answer that no header can hold', async () => {
    const ResponseCacheControl = 'no \u2014 cache'
    const Message = 'Header value cannot be represented using ISO-8859-1.'
    const wrong = { ArgumentName: 'response-cache-control', ArgumentValue: ResponseCacheControl }
    const get = s3.send(new sdk.GetObjectCommand({ Bucket, Key, ResponseCacheControl }))
    await is(get, 400, { Code: 'InvalidArgument', Message, ...wrong })
  })

  test('tags whose bytes are no text, and a lock until no date', async () => {
    const put = (input: Partial<sdk.PutObjectCommandInput>) =>
      s3.send(new sdk.PutObjectCommand({ Bucket, Key: 't', ...input }))
    await is(put({ Tagging: 'foo=%FF' }), 400, { Code: 'InvalidTag', TagKey: 'foo', TagValue: '\ufffd' })
    await is(put({ Tagging: 'foo=%ZZ' }), 400, { Code: 'InvalidArgument', ArgumentName: 'x-amz-tagging' })
    const headers = { 'x-amz-object-lock-mode': 'GOVERNANCE', 'x-amz-object-lock-retain-until-date': 'soon' }
    const reply = await fetch(`${url}/${Bucket}/t`, { method: 'PUT', body: 'x', headers })
    assert.equal(reply.status, 400)
    assert.match(await reply.text(), /The retain until date must be provided in ISO 8601 format/)
  })

  test('renaming in a bucket that is no directory', async () => {
    const headers = { 'x-amz-rename-source': `/${Key}` }
    const reply = await fetch(`${url}/${Bucket}/renamed`, { method: 'PUT', headers })
    assert.equal(reply.status, 501)
    assert.match(await reply.text(), /<Header>x-amz-rename-source<\/Header>/)
    await is(s3.send(new sdk.GetObjectCommand({ Bucket, Key: 'renamed' })), 404, { Code: 'NoSuchKey' })
  })

  test('a log target elsewhere, an expected owner that is no account, a bucket made again with tags', async () => {
    const west = s3Of({ region: 'us-west-2' })
    const TargetBucket = await newBucket(west, { CreateBucketConfiguration: { LocationConstraint: 'us-west-2' } })
    const logging = { LoggingEnabled: { TargetBucket, TargetPrefix: '' } }
    const crossing = { Code: 'CrossLocationLoggingProhibitted', TargetBucketLocation: 'us-west-2' }
    await is(s3.send(new sdk.PutBucketLoggingCommand({ Bucket, BucketLoggingStatus: logging })), 403, crossing)
    const Message = 'The value of the expected bucket owner parameter must be an AWS Account ID... [abcd]'
    const owner = { Code: 'InvalidBucketOwnerAWSAccountID', Message }
    await is(s3.send(new sdk.GetBucketPolicyCommand({ Bucket, ExpectedBucketOwner: 'abcd' })), 400, owner)
    await s3.send(new sdk.CreateBucketCommand({ Bucket }))
    const CreateBucketConfiguration = { Tags: [{ Key: 'a', Value: 'b' }] }
    const again = s3.send(new sdk.CreateBucketCommand({ Bucket, CreateBucketConfiguration }))
    await is(again, 409, { Code: 'BucketAlreadyOwnedByYou' })
  })
})

test('replication keeps the versioning of its bucket, and wants a destination that has it', async (t) => {
  const { s3 } = await testServer(t)
  const [Bucket, target] = [await newBucket(s3), await newBucket(s3)]
  const version = (Status: 'Enabled' | 'Suspended', name = Bucket) =>
    s3.send(new sdk.PutBucketVersioningCommand({ Bucket: name, VersioningConfiguration: { Status } }))
  const replicate = (to: string) => {
    const Rules: sdk.ReplicationRule[] = [
      { Status: 'Enabled', Prefix: '', Destination: { Bucket: `arn:aws:s3:::${to}` } },
    ]
    const ReplicationConfiguration = { Role: 'arn:aws:iam::123456789012:role/r', Rules }
    return s3.send(new sdk.PutBucketReplicationCommand({ Bucket, ReplicationConfiguration }))
  }
  await version('Enabled')
  for (const to of [target, 'no-such-bucket-here']) {
    const { message } = await refused(replicate(to), 'InvalidRequest', 400)
    assert.equal(message, 'Destination bucket must have versioning enabled.')
  }
  await version('Enabled', target)
  await replicate(target)
  await refused(version('Suspended'), 'InvalidBucketState', 409)
  await s3.send(new sdk.DeleteBucketReplicationCommand({ Bucket }))
  await version('Suspended')
})

test('a server that follows Ceph judges conditions that AWS does not have', async (t) => {
  const { s3 } = await testServer(t, { dialect: 'ceph' })
  const Bucket = await newBucket(s3)
  const put = (input: object = {}) => s3.send(new sdk.PutObjectCommand({ Bucket, Key: 'k', Body: 'x', ...input }))
  const { ETag } = await put()
  await put({ IfMatch: '*' })
  await refused(put({ IfNoneMatch: ETag }), 'PreconditionFailed', 412)
  await refused(s3.send(new sdk.DeleteObjectCommand({ Bucket, Key: 'k', IfMatchSize: 2 })), 'PreconditionFailed', 412)
  await s3.send(new sdk.DeleteObjectCommand({ Bucket, Key: 'k', IfMatchSize: 1, BypassGovernanceRetention: true }))
})

test('a completion without parts and a copied range that is too long are refused as the dialect has it', async (t) => {
  const answers = { aws: ['InvalidRequest', 'InvalidArgument'], ceph: ['MalformedXML', 'InvalidRange'] } as const
  for (const dialect of ['aws', 'ceph'] as const) {
    const { s3 } = await testServer(t, { dialect })
    const Bucket = await newBucket(s3)
    await s3.send(new sdk.PutObjectCommand({ Bucket, Key: 'source', Body: '12345' }))
    const { UploadId } = await s3.send(new sdk.CreateMultipartUploadCommand({ Bucket, Key: 'k' }))
    const upload = { Bucket, Key: 'k', UploadId }
    const tooLong = { ...upload, PartNumber: 1, CopySource: `${Bucket}/source`, CopySourceRange: 'bytes=0-21' }
    const [noParts, beyond] = answers[dialect]
    await refused(s3.send(new sdk.CompleteMultipartUploadCommand(upload)), noParts, 400)
    await refused(s3.send(new sdk.UploadPartCopyCommand(tooLong)), beyond, dialect === 'aws' ? 400 : 416)
  }
})

test('a default retention of no days, and a checksum without its type, are judged as the dialect has it', async (t) => {
  for (const dialect of ['aws', 'ceph'] as const) {
    const { s3 } = await testServer(t, { dialect })
    const Bucket = await newBucket(s3, { ObjectLockEnabledForBucket: true })
    const Rule = { DefaultRetention: { Mode: 'GOVERNANCE', Days: 0 } } as const
    const ObjectLockConfiguration = { ObjectLockEnabled: 'Enabled', Rule } as const
    const lock = s3.send(new sdk.PutObjectLockConfigurationCommand({ Bucket, ObjectLockConfiguration }))
    await refused(lock, dialect === 'aws' ? 'InvalidArgument' : 'InvalidRetentionPeriod', 400)
    const asked = { ChecksumAlgorithm: 'CRC32', ChecksumType: 'FULL_OBJECT' } as const
    const { UploadId } = await s3.send(new sdk.CreateMultipartUploadCommand({ Bucket, Key: 'k', ...asked }))
    const upload = { Bucket, Key: 'k', UploadId }
    const { ETag, ChecksumCRC32 } = await s3.send(
      new sdk.UploadPartCommand({ ...upload, PartNumber: 1, Body: 'part', ChecksumAlgorithm: 'CRC32' }),
    )
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] }
    const done = s3.send(new sdk.CompleteMultipartUploadCommand({ ...upload, MultipartUpload, ChecksumCRC32 }))
    if (dialect === 'aws') await refused(done, 'BadDigest', 400)
    else await done
  }
})

test('a bucket that its owner makes again in us-east-1 gets its ACL anew', async (t) => {
  const { s3 } = await testServer(t, { newBuckets: 'classic' })
  const Bucket = await newBucket(s3, { ACL: 'public-read' })
  const grants = async () => (await s3.send(new sdk.GetBucketAclCommand({ Bucket }))).Grants?.length
  assert.equal(await grants(), 2)
  await s3.send(new sdk.CreateBucketCommand({ Bucket }))
  assert.equal(await grants(), 1)
})
