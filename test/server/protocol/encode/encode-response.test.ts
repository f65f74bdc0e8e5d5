import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { encodeError } from '../../../../server/protocol/encode/encode-error.ts'
import { encodeResponse } from '../../../../server/protocol/encode/encode-response.ts'
import { controlOperation, objectOperation } from '../../../../server/protocol/operations.ts'

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
const S3 = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'
const CONTROL = 'xmlns="http://awss3control.amazonaws.com/doc/2018-08-20/"'

describe('encodeResponse', () => {
  test('writes S3 Control results under their own root with member lists', () => {
    const { status, headers, body } = encodeResponse(controlOperation('DescribeJob'), {
      Job: { JobId: 'j', FailureReasons: [], CreationTime: new Date('2019-10-03T21:48:48.048Z'), Manifest: undefined },
    })
    assert.equal(status, 200)
    assert.deepEqual(headers, { 'content-type': 'application/xml' })
    assert.equal(
      body,
      `${DECLARATION}<DescribeJobResult ${CONTROL}><Job><JobId>j</JobId><FailureReasons/><CreationTime>2019-10-03T21:48:48.048Z</CreationTime></Job></DescribeJobResult>`,
    )
    const tags = encodeResponse(controlOperation('GetJobTagging'), { Tags: [{ Key: 'a', Value: 'b' }] })
    assert.equal(
      tags.body,
      `${DECLARATION}<GetJobTaggingResult ${CONTROL}><Tags><member><Key>a</Key><Value>b</Value></member></Tags></GetJobTaggingResult>`,
    )
  })

  test('answers with no body where the model has none', () => {
    assert.deepEqual(encodeResponse(controlOperation('PutJobTagging'), {}), {
      status: 200,
      headers: {},
      body: undefined,
    })
    assert.deepEqual(encodeResponse(objectOperation('DeleteObject'), { DeleteMarker: true, VersionId: 'v' }), {
      status: 204,
      headers: { 'x-amz-delete-marker': 'true', 'x-amz-version-id': 'v' },
      body: undefined,
    })
  })

  for (const [name, output, root] of [
    ['ListBuckets', {}, 'ListAllMyBucketsResult'],
    ['ListObjects', {}, 'ListBucketResult'],
    ['ListObjectsV2', {}, 'ListBucketResult'],
    ['ListObjectVersions', {}, 'ListVersionsResult'],
    ['ListMultipartUploads', {}, 'ListMultipartUploadsResult'],
    ['ListParts', {}, 'ListPartsResult'],
    ['CreateMultipartUpload', {}, 'InitiateMultipartUploadResult'],
    ['CompleteMultipartUpload', {}, 'CompleteMultipartUploadResult'],
    ['CopyObject', { CopyObjectResult: {} }, 'CopyObjectResult'],
    ['UploadPartCopy', { CopyPartResult: {} }, 'CopyPartResult'],
    ['DeleteObjects', {}, 'DeleteResult'],
    ['GetBucketVersioning', {}, 'VersioningConfiguration'],
    ['GetObjectTagging', { TagSet: [] }, 'Tagging'],
    ['GetBucketTagging', { TagSet: [] }, 'Tagging'],
    ['GetBucketAcl', {}, 'AccessControlPolicy'],
    ['GetBucketCors', {}, 'CORSConfiguration'],
    ['GetBucketLifecycleConfiguration', {}, 'LifecycleConfiguration'],
    ['GetBucketLogging', {}, 'BucketLoggingStatus'],
    ['GetBucketNotificationConfiguration', {}, 'NotificationConfiguration'],
    ['GetBucketPolicyStatus', { PolicyStatus: {} }, 'PolicyStatus'],
    ['GetBucketReplication', { ReplicationConfiguration: {} }, 'ReplicationConfiguration'],
    ['GetBucketRequestPayment', {}, 'RequestPaymentConfiguration'],
    ['GetBucketWebsite', {}, 'WebsiteConfiguration'],
    ['GetBucketAccelerateConfiguration', {}, 'AccelerateConfiguration'],
    ['GetBucketEncryption', { ServerSideEncryptionConfiguration: {} }, 'ServerSideEncryptionConfiguration'],
    ['GetBucketOwnershipControls', { OwnershipControls: {} }, 'OwnershipControls'],
    ['GetPublicAccessBlock', { PublicAccessBlockConfiguration: {} }, 'PublicAccessBlockConfiguration'],
    ['GetObjectLockConfiguration', { ObjectLockConfiguration: {} }, 'ObjectLockConfiguration'],
    ['GetObjectLegalHold', { LegalHold: {} }, 'LegalHold'],
    ['GetObjectRetention', { Retention: {} }, 'Retention'],
    ['GetObjectAttributes', {}, 'GetObjectAttributesResponse'],
    ['GetBucketLocation', {}, 'LocationConstraint'],
  ] as const)
    test(`names the root of ${name}`, () => {
      const { body = '' } = encodeResponse(objectOperation(name), output)
      assert.ok(body.startsWith(`${DECLARATION}<${root} ${S3}`), body)
    })

  test('writes S3 listings flat, small and large alike', () => {
    const list = (count: number) =>
      encodeResponse(objectOperation('ListObjectsV2'), {
        Contents: Array.from({ length: count }, (_, i) => ({ Key: `<${i}`, Size: i })),
      }).body
    assert.equal(
      list(2),
      `${DECLARATION}<ListBucketResult ${S3}><Contents><Key>&lt;0</Key><Size>0</Size></Contents><Contents><Key>&lt;1</Key><Size>1</Size></Contents></ListBucketResult>`,
    )
    assert.equal(list(100)?.match(/<Contents><Key>&lt;\d+<\/Key>/g)?.length, 100)
  })

  test('names the type of a grantee in an attribute', () => {
    const { body } = encodeResponse(objectOperation('GetObjectAcl'), {
      Grants: [{ Grantee: { Type: 'CanonicalUser', ID: 'i' }, Permission: 'READ' }],
    })
    assert.ok(
      body?.includes(
        '<AccessControlList><Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser"><ID>i</ID></Grantee><Permission>READ</Permission></Grant></AccessControlList>',
      ),
    )
  })

  test('writes headers: dates, numbers, booleans, metadata in UTF-8', () => {
    const { headers, body } = encodeResponse(objectOperation('HeadObject'), {
      LastModified: new Date('2020-01-01T00:00:00.900Z'),
      ObjectLockRetainUntilDate: new Date('2027-01-01T00:00:00Z'),
      ContentLength: 5,
      BucketKeyEnabled: false,
      ContentDisposition: 'a\r\nb',
      Metadata: { K: 'é' },
    })
    assert.equal(body, undefined)
    assert.deepEqual(headers, {
      'last-modified': 'Wed, 01 Jan 2020 00:00:00 GMT',
      'x-amz-object-lock-retain-until-date': '2027-01-01T00:00:00.000Z',
      'content-length': '5',
      'x-amz-server-side-encryption-bucket-key-enabled': 'false',
      'content-disposition': 'a  b',
      'x-amz-meta-k': Buffer.from('é').toString('latin1'),
    })
  })

  test('hands a policy out as it is', () => {
    assert.deepEqual(encodeResponse(objectOperation('GetBucketPolicy'), { Policy: '{}' }), {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: '{}',
    })
  })

  test('refuses a value of the wrong kind from a handler', () => {
    assert.throws(() => encodeResponse(controlOperation('CreateJob'), { JobId: 5 }), TypeError)
  })
})

describe('encodeError', () => {
  const error = { code: 'NoSuchKey', message: 'a < b', requestId: 'R', hostId: 'H' }

  test('writes a bare Error for S3', () => {
    assert.equal(
      encodeError('s3', { ...error, extra: { Key: 'k\u0001' } }),
      `${DECLARATION}<Error><Code>NoSuchKey</Code><Message>a &lt; b</Message><Key>k&#x1;</Key><RequestId>R</RequestId><HostId>H</HostId></Error>`,
    )
  })

  test('wraps it for S3 Control', () => {
    assert.equal(
      encodeError('s3control', { ...error, extra: { AccountId: '1' } }),
      `${DECLARATION}<ErrorResponse ${CONTROL}><Error><Type>Sender</Type><Code>NoSuchKey</Code><Message>a &lt; b</Message><AccountId>1</AccountId></Error><RequestId>R</RequestId><HostId>H</HostId></ErrorResponse>`,
    )
  })
})
