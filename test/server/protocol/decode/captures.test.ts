/** Requests as clients really sent them (captured from boto3 1.43, AWS SDK for JavaScript 3, Go v1 and minio-js). */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { decodeRequest } from '../../../../server/protocol/decode/decode-request.ts'
import {
  type ControlOperationName,
  controlOperation,
  type ObjectOperationName,
  objectOperation,
} from '../../../../server/protocol/operations.ts'
import { parseQuery } from '../../../../server/protocol/query.ts'
import { validate } from '../../../../server/protocol/validate.ts'

const ROOT = '<CreateJobRequest xmlns="http://awss3control.amazonaws.com/doc/2018-08-20/">'

function control(name: ControlOperationName, body: string, query = '', labels: Record<string, string> = {}) {
  const headers = { 'x-amz-account-id': '123456789012' }
  return decodeRequest(controlOperation(name), { labels, query: parseQuery(query), headers, body })
}

function object(name: ObjectOperationName, body: string, query = '') {
  return decodeRequest(objectOperation(name), {
    labels: { Bucket: 'bkt' },
    query: parseQuery(query),
    headers: {},
    body,
  })
}

describe('CreateJob as clients send it', () => {
  test('boto3: a job with a manifest', () => {
    const decoded = control(
      'CreateJob',
      `${ROOT}<Operation><S3DeleteObjectTagging /></Operation><Report><Enabled>false</Enabled></Report><Priority>1</Priority><RoleArn>arn:aws:iam::123456789012:role/r</RoleArn><Manifest><Spec><Format>S3BatchOperations_CSV_20180820</Format><Fields><member>Bucket</member><member>Key</member></Fields></Spec><Location><ObjectArn>arn:aws:s3:::m/k</ObjectArn><ETag>e</ETag></Location></Manifest><Tags><member><Key>a</Key><Value>b</Value></member></Tags><ClientRequestToken>59961f17-624c-490b-849c-9437bfb997b3</ClientRequestToken></CreateJobRequest>`,
    )
    assert.deepEqual(decoded, {
      AccountId: '123456789012',
      Operation: { S3DeleteObjectTagging: {} },
      Report: { Enabled: false },
      Priority: 1,
      RoleArn: 'arn:aws:iam::123456789012:role/r',
      Manifest: {
        Spec: { Format: 'S3BatchOperations_CSV_20180820', Fields: ['Bucket', 'Key'] },
        Location: { ObjectArn: 'arn:aws:s3:::m/k', ETag: 'e' },
      },
      Tags: [{ Key: 'a', Value: 'b' }],
      ClientRequestToken: '59961f17-624c-490b-849c-9437bfb997b3',
    })
    assert.deepEqual(validate(controlOperation('CreateJob'), decoded), [])
  })

  test('boto3: values with entities, quotes and an empty tag value', () => {
    const decoded = control(
      'CreateJob',
      `${ROOT}<ConfirmationRequired>true</ConfirmationRequired><Operation><S3PutObjectTagging><TagSet><member><Key>a</Key><Value>b&amp;&lt;c&gt;"'</Value></member><member><Key>k 2</Key><Value /></member></TagSet></S3PutObjectTagging></Operation><Report><Bucket>arn:aws:s3:::rep</Bucket><Format>Report_CSV_20180820</Format><Enabled>true</Enabled><Prefix>r</Prefix><ReportScope>AllTasks</ReportScope><ExpectedBucketOwner>123456789012</ExpectedBucketOwner></Report><Priority>10</Priority><RoleArn>arn:aws:iam::123456789012:role/r</RoleArn><Description>d é</Description><Tags><member><Key>a</Key><Value>b</Value></member></Tags><ClientRequestToken>tok-1</ClientRequestToken><Manifest><Spec><Format>S3BatchOperations_CSV_20180820</Format><Fields><member>Bucket</member><member>Key</member><member>VersionId</member></Fields></Spec><Location><ObjectArn>arn:aws:s3:::man/m.csv</ObjectArn><ObjectVersionId>v1</ObjectVersionId><ETag>"60e460c9d1046e73f7dde5043ac3ae85"</ETag></Location></Manifest></CreateJobRequest>`,
    )
    assert.deepEqual(decoded['Operation'], {
      S3PutObjectTagging: {
        TagSet: [
          { Key: 'a', Value: `b&<c>"'` },
          { Key: 'k 2', Value: '' },
        ],
      },
    })
    assert.equal(decoded['ConfirmationRequired'], true)
    assert.equal(decoded['Description'], 'd é')
    const { Location } = decoded['Manifest'] as { Location: object }
    assert.deepEqual(Location, {
      ObjectArn: 'arn:aws:s3:::man/m.csv',
      ObjectVersionId: 'v1',
      ETag: '"60e460c9d1046e73f7dde5043ac3ae85"',
    })
  })

  test('JavaScript: a Lambda job with arguments', () => {
    const decoded = control(
      'CreateJob',
      `<?xml version="1.0" encoding="UTF-8"?>${ROOT}<Operation><LambdaInvoke><FunctionArn>arn:aws:lambda:us-east-1:123456789012:function:f</FunctionArn><InvocationSchemaVersion>2.0</InvocationSchemaVersion><UserArguments><entry><key>k1</key><value>v1</value></entry><entry><key>k2</key><value>v2</value></entry></UserArguments></LambdaInvoke></Operation><Report><Enabled>true</Enabled><Bucket>arn:aws:s3:::r</Bucket><Format>Report_CSV_20180820</Format><Prefix>p</Prefix><ReportScope>AllTasks</ReportScope><ExpectedBucketOwner>123456789012</ExpectedBucketOwner></Report><Priority>10</Priority><RoleArn>arn:aws:iam::123456789012:role/r</RoleArn><ConfirmationRequired>false</ConfirmationRequired><ClientRequestToken>264dd7e6-2d67-4e48-8788-463631d84bf9</ClientRequestToken><Manifest><Spec><Format>S3BatchOperations_CSV_20180820</Format><Fields><member>Bucket</member><member>Key</member></Fields></Spec><Location><ObjectArn>arn:aws:s3:::m/k</ObjectArn><ETag>&quot;e&quot;</ETag></Location></Manifest><Description>d &amp; &lt;x&gt;</Description><Tags><member><Key>a</Key><Value>b</Value></member></Tags></CreateJobRequest>`,
    )
    assert.deepEqual(decoded['Operation'], {
      LambdaInvoke: {
        FunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:f',
        InvocationSchemaVersion: '2.0',
        UserArguments: { k1: 'v1', k2: 'v2' },
      },
    })
    assert.equal(decoded['Description'], 'd & <x>')
    assert.equal(decoded['ConfirmationRequired'], false)
    assert.deepEqual(validate(controlOperation('CreateJob'), decoded), [])
  })

  test('boto3: a manifest generator with every filter', () => {
    const decoded = control(
      'CreateJob',
      `${ROOT}<ManifestGenerator><S3JobManifestGenerator><ExpectedBucketOwner>123456789012</ExpectedBucketOwner><SourceBucket>arn:aws:s3:::src</SourceBucket><ManifestOutputLocation><Bucket>arn:aws:s3:::out</Bucket><ManifestPrefix>mp</ManifestPrefix><ManifestEncryption><SSE-KMS><KeyId>arn:k</KeyId></SSE-KMS></ManifestEncryption><ManifestFormat>S3InventoryReport_CSV_20211130</ManifestFormat></ManifestOutputLocation><Filter><EligibleForReplication>true</EligibleForReplication><CreatedAfter>2026-01-02T03:04:05.678000Z</CreatedAfter><ObjectReplicationStatuses><member>FAILED</member><member>NONE</member></ObjectReplicationStatuses><KeyNameConstraint><MatchAnyPrefix><member>a/</member></MatchAnyPrefix><MatchAnySuffix><member>.csv</member></MatchAnySuffix><MatchAnySubstring><member>x</member></MatchAnySubstring></KeyNameConstraint><ObjectSizeGreaterThanBytes>10</ObjectSizeGreaterThanBytes><MatchAnyStorageClass><member>STANDARD</member></MatchAnyStorageClass><MatchAnyObjectEncryption><ObjectEncryption><SSE-KMS><BucketKeyEnabled>true</BucketKeyEnabled></SSE-KMS></ObjectEncryption></MatchAnyObjectEncryption></Filter><EnableManifestOutput>true</EnableManifestOutput></S3JobManifestGenerator></ManifestGenerator></CreateJobRequest>`,
    )
    assert.deepEqual(decoded['ManifestGenerator'], {
      S3JobManifestGenerator: {
        ExpectedBucketOwner: '123456789012',
        SourceBucket: 'arn:aws:s3:::src',
        ManifestOutputLocation: {
          Bucket: 'arn:aws:s3:::out',
          ManifestPrefix: 'mp',
          ManifestEncryption: { SSEKMS: { KeyId: 'arn:k' } },
          ManifestFormat: 'S3InventoryReport_CSV_20211130',
        },
        Filter: {
          EligibleForReplication: true,
          CreatedAfter: new Date('2026-01-02T03:04:05.678Z'),
          ObjectReplicationStatuses: ['FAILED', 'NONE'],
          KeyNameConstraint: { MatchAnyPrefix: ['a/'], MatchAnySuffix: ['.csv'], MatchAnySubstring: ['x'] },
          ObjectSizeGreaterThanBytes: 10,
          MatchAnyStorageClass: ['STANDARD'],
          MatchAnyObjectEncryption: [{ SSEKMS: { BucketKeyEnabled: true } }],
        },
        EnableManifestOutput: true,
      },
    })
  })

  test('every kind of operation', () => {
    for (const [xml, expected] of OPERATIONS) {
      const decoded = control('CreateJob', `${ROOT}<Operation>${xml}</Operation></CreateJobRequest>`)
      assert.deepEqual(decoded['Operation'], expected)
    }
  })

  test('lists named by their shape, as the API pages print them', () => {
    const decoded = control(
      'CreateJob',
      `${ROOT}<Tags><S3Tag><Key>a</Key><Value>b</Value></S3Tag></Tags></CreateJobRequest>`,
    )
    assert.deepEqual(decoded['Tags'], [{ Key: 'a', Value: 'b' }])
  })
})

const MOMENT = new Date('2026-01-02T03:04:05Z')
const GRANT = { Grantee: { TypeIdentifier: 'id', Identifier: 'abc', DisplayName: 'me' }, Permission: 'FULL_CONTROL' }
const GRANT_XML =
  '<member><Grantee><TypeIdentifier>id</TypeIdentifier><Identifier>abc</Identifier><DisplayName>me</DisplayName></Grantee><Permission>FULL_CONTROL</Permission></member>'

const OPERATIONS: readonly (readonly [string, object])[] = [
  ['<S3ReplicateObject/>', { S3ReplicateObject: {} }],
  [
    '<S3InitiateRestoreObject><ExpirationInDays>3</ExpirationInDays><GlacierJobTier>BULK</GlacierJobTier></S3InitiateRestoreObject>',
    { S3InitiateRestoreObject: { ExpirationInDays: 3, GlacierJobTier: 'BULK' } },
  ],
  [
    '<S3PutObjectLegalHold><LegalHold><Status>ON</Status></LegalHold></S3PutObjectLegalHold>',
    { S3PutObjectLegalHold: { LegalHold: { Status: 'ON' } } },
  ],
  [
    '<S3PutObjectRetention><BypassGovernanceRetention>true</BypassGovernanceRetention><Retention><RetainUntilDate>2026-01-02T03:04:05Z</RetainUntilDate><Mode>GOVERNANCE</Mode></Retention></S3PutObjectRetention>',
    {
      S3PutObjectRetention: {
        BypassGovernanceRetention: true,
        Retention: { RetainUntilDate: MOMENT, Mode: 'GOVERNANCE' },
      },
    },
  ],
  [
    '<S3ComputeObjectChecksum><ChecksumAlgorithm>SHA256</ChecksumAlgorithm><ChecksumType>FULL_OBJECT</ChecksumType></S3ComputeObjectChecksum>',
    { S3ComputeObjectChecksum: { ChecksumAlgorithm: 'SHA256', ChecksumType: 'FULL_OBJECT' } },
  ],
  [
    '<S3UpdateObjectEncryption><ObjectEncryption><SSE-KMS><KMSKeyArn>arn:k</KMSKeyArn><BucketKeyEnabled>true</BucketKeyEnabled></SSE-KMS></ObjectEncryption></S3UpdateObjectEncryption>',
    { S3UpdateObjectEncryption: { ObjectEncryption: { SSEKMS: { KMSKeyArn: 'arn:k', BucketKeyEnabled: true } } } },
  ],
  [
    `<S3PutObjectAcl><AccessControlPolicy><AccessControlList><Owner><ID>own</ID><DisplayName>o</DisplayName></Owner><Grants>${GRANT_XML}</Grants></AccessControlList><CannedAccessControlList>private</CannedAccessControlList></AccessControlPolicy></S3PutObjectAcl>`,
    {
      S3PutObjectAcl: {
        AccessControlPolicy: {
          AccessControlList: { Owner: { ID: 'own', DisplayName: 'o' }, Grants: [GRANT] },
          CannedAccessControlList: 'private',
        },
      },
    },
  ],
  [
    `<S3PutObjectCopy><TargetResource>arn:aws:s3:::dst</TargetResource><AccessControlGrants>${GRANT_XML}</AccessControlGrants><ModifiedSinceConstraint>2026-01-02T03:04:05Z</ModifiedSinceConstraint><NewObjectMetadata><UserMetadata><entry><key>m1</key><value>v1</value></entry></UserMetadata><ContentLength>12</ContentLength><HttpExpiresDate>2026-01-02T03:04:05.678000Z</HttpExpiresDate><RequesterCharged>true</RequesterCharged></NewObjectMetadata><NewObjectTagging/><RequesterPays>false</RequesterPays><BucketKeyEnabled>true</BucketKeyEnabled></S3PutObjectCopy>`,
    {
      S3PutObjectCopy: {
        TargetResource: 'arn:aws:s3:::dst',
        AccessControlGrants: [GRANT],
        ModifiedSinceConstraint: MOMENT,
        NewObjectMetadata: {
          UserMetadata: { m1: 'v1' },
          ContentLength: 12,
          HttpExpiresDate: new Date('2026-01-02T03:04:05.678Z'),
          RequesterCharged: true,
        },
        NewObjectTagging: [],
        RequesterPays: false,
        BucketKeyEnabled: true,
      },
    },
  ],
]

describe('the other job operations as clients send them', () => {
  test('ListJobs repeats jobStatuses', () => {
    const query =
      'jobStatuses=Active&jobStatuses=Complete&jobStatuses=New&maxResults=5&nextToken=a%2Bb%2Fc%3Dd%3Fe%23f%3Ag'
    assert.deepEqual(control('ListJobs', '', query), {
      AccountId: '123456789012',
      JobStatuses: ['Active', 'Complete', 'New'],
      MaxResults: 5,
      NextToken: 'a+b/c=d?e#f:g',
    })
  })

  test('UpdateJobStatus has everything in the query', () => {
    const query = 'requestedJobStatus=Cancelled&statusUpdateReason=no%20more%20%26%20done%2F%C3%A9%2B'
    const { RequestedJobStatus, StatusUpdateReason, JobId } = control('UpdateJobStatus', '', query, { JobId: 'j' })
    assert.deepEqual(
      { RequestedJobStatus, StatusUpdateReason, JobId },
      {
        RequestedJobStatus: 'Cancelled',
        StatusUpdateReason: 'no more & done/é+',
        JobId: 'j',
      },
    )
  })

  test('PutJobTagging tells an empty list from none', () => {
    const root = '<PutJobTaggingRequest xmlns="http://awss3control.amazonaws.com/doc/2018-08-20/">'
    assert.deepEqual(control('PutJobTagging', `${root}<Tags /></PutJobTaggingRequest>`)['Tags'], [])
    assert.deepEqual(control('PutJobTagging', `${root}<Tags></Tags></PutJobTaggingRequest>`)['Tags'], [])
    assert.equal('Tags' in control('PutJobTagging', `${root}</PutJobTaggingRequest>`), false)
    const go = `${root}<Tags><member><Value>v&#34;&lt;&#xA;</Value><Key>k</Key></member></Tags></PutJobTaggingRequest>`
    assert.deepEqual(control('PutJobTagging', go)['Tags'], [{ Key: 'k', Value: 'v"<\n' }])
  })
})

describe('S3 requests as clients send them', () => {
  const xmlns = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'

  test('DeleteObjects', () => {
    const body = `<Delete ${xmlns}><Object><Key>a&amp;b</Key></Object><Object><Key>c</Key><VersionId>v1</VersionId></Object><Quiet>true</Quiet></Delete>`
    assert.deepEqual(object('DeleteObjects', body, 'delete')['Delete'], {
      Objects: [{ Key: 'a&b' }, { Key: 'c', VersionId: 'v1' }],
      Quiet: true,
    })
  })

  test('DeleteObjects keeps numeric keys and blanks', () => {
    const body = '<Delete><Object><Key>007</Key></Object><Object><Key> 1e5 </Key></Object></Delete>'
    assert.deepEqual(object('DeleteObjects', body)['Delete'], { Objects: [{ Key: '007' }, { Key: ' 1e5 ' }] })
  })

  test('PutObjectTagging, pretty-printed and without a namespace (minio-js)', () => {
    const body =
      '<Tagging>\n  <TagSet>\n    <Tag>\n      <Key>a</Key>\n      <Value>b</Value>\n    </Tag>\n  </TagSet>\n</Tagging>'
    assert.deepEqual(object('PutObjectTagging', body, 'tagging&versionId=v1')['Tagging'], {
      TagSet: [{ Key: 'a', Value: 'b' }],
    })
  })

  test('PutObjectRetention', () => {
    const body = `<Retention ${xmlns}><Mode>GOVERNANCE</Mode><RetainUntilDate>2027-01-01T00:00:00Z</RetainUntilDate></Retention>`
    assert.deepEqual(object('PutObjectRetention', body)['Retention'], {
      Mode: 'GOVERNANCE',
      RetainUntilDate: new Date('2027-01-01T00:00:00Z'),
    })
  })

  test('CompleteMultipartUpload with ETags quoted, escaped and bare', () => {
    const part = (etag: string) => `<Part><ETag>${etag}</ETag><PartNumber>1</PartNumber></Part>`
    const body = `<CompleteMultipartUpload ${xmlns}>${part('"x"')}${part('&quot;x&quot;')}${part('x')}</CompleteMultipartUpload>`
    const { Parts } = object('CompleteMultipartUpload', body, 'uploadId=U')['MultipartUpload'] as {
      Parts: { ETag: string }[]
    }
    assert.deepEqual(
      Parts.map(({ ETag }) => ETag),
      ['"x"', '"x"', 'x'],
    )
  })

  test('PutBucketReplication', () => {
    const body = `<ReplicationConfiguration ${xmlns}><Role>r</Role><Rule><ID>r1</ID><Priority>1</Priority><Status>Enabled</Status><Filter><And><Prefix>p</Prefix><Tag><Key>a</Key><Value>b</Value></Tag></And></Filter><DeleteMarkerReplication><Status>Disabled</Status></DeleteMarkerReplication><Destination><Bucket>arn:aws:s3:::dst</Bucket></Destination></Rule></ReplicationConfiguration>`
    assert.deepEqual(object('PutBucketReplication', body)['ReplicationConfiguration'], {
      Role: 'r',
      Rules: [
        {
          ID: 'r1',
          Priority: 1,
          Status: 'Enabled',
          Filter: { And: { Prefix: 'p', Tags: [{ Key: 'a', Value: 'b' }] } },
          DeleteMarkerReplication: { Status: 'Disabled' },
          Destination: { Bucket: 'arn:aws:s3:::dst' },
        },
      ],
    })
  })
})
