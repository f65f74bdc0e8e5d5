import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { decodeRequest, type WireRequest } from '../../../../server/protocol/decode/decode-request.ts'
import { controlOperation, type ObjectOperationName, objectOperation } from '../../../../server/protocol/operations.ts'
import { ProtocolError } from '../../../../server/protocol/protocol-error.ts'
import { parseQuery } from '../../../../server/protocol/query.ts'

function job(content: string) {
  const body = `<CreateJobRequest>${content}</CreateJobRequest>`
  return decodeRequest(controlOperation('CreateJob'), { labels: {}, query: parseQuery(''), headers: {}, body })
}

function object(name: ObjectOperationName, request: Partial<WireRequest>) {
  return decodeRequest(objectOperation(name), { labels: {}, query: parseQuery(''), headers: {}, ...request })
}

function refused(decode: () => unknown, code: string, member?: string): void {
  assert.throws(
    decode,
    (error) => error instanceof ProtocolError && error.code === code && (member ?? error.member) === error.member,
  )
}

const MALFORMED: readonly (readonly [what: string, content: string, member: string])[] = [
  ['a word for a number', '<Priority>abc</Priority>', 'Priority'],
  ['a fraction for a whole number', '<Priority>1.5</Priority>', 'Priority'],
  ['hexadecimal for a number', '<Priority>0x10</Priority>', 'Priority'],
  ['nothing for a number', '<Priority/>', 'Priority'],
  ['a number beyond exactness', '<Priority>99999999999999999</Priority>', 'Priority'],
  ['a word for a boolean', '<ConfirmationRequired>yes</ConfirmationRequired>', 'ConfirmationRequired'],
  ['an element twice', '<Priority>1</Priority><Priority>1</Priority>', 'Priority'],
  ['text for a structure', '<Report>true</Report>', 'Report'],
  ['an element for text', '<RoleArn><b/></RoleArn>', 'RoleArn'],
  ['text in a list', '<Tags>a</Tags>', 'Tags'],
  ['a list of something else', '<Tags><Tag/></Tags>', 'Tags[0]'],
  ['a union of nothing', '<ManifestGenerator/>', 'ManifestGenerator'],
  ['a union of something unknown', '<ManifestGenerator><Other/></ManifestGenerator>', 'ManifestGenerator'],
  [
    'a map without a key',
    '<Operation><LambdaInvoke><UserArguments><entry><value>1</value></entry></UserArguments></LambdaInvoke></Operation>',
    'Operation.LambdaInvoke.UserArguments',
  ],
  [
    'a moment that does not exist',
    '<Operation><S3PutObjectRetention><Retention><RetainUntilDate>2026-02-30T00:00:00Z</RetainUntilDate></Retention></S3PutObjectRetention></Operation>',
    'Operation.S3PutObjectRetention.Retention.RetainUntilDate',
  ],
  [
    'an epoch where ISO 8601 is due',
    '<Operation><S3PutObjectCopy><ModifiedSinceConstraint>1767323045</ModifiedSinceConstraint></S3PutObjectCopy></Operation>',
    'Operation.S3PutObjectCopy.ModifiedSinceConstraint',
  ],
]

describe('decodeRequest refuses', () => {
  for (const [what, content, member] of MALFORMED)
    test(what, () => {
      refused(() => job(content), 'MalformedXML', member)
    })

  test('another root element', () => {
    refused(() => object('PutObjectTagging', { body: '<Tags/>' }), 'MalformedXML', 'Tags')
  })

  test('a body that is no XML or no UTF-8', () => {
    refused(() => object('PutObjectTagging', { body: '{}' }), 'MalformedXML')
    refused(() => object('PutObjectTagging', { body: Buffer.from([0x3c, 0xff, 0x3e]) }), 'MalformedXML')
  })

  test('no body where one is due, and takes none where none is', () => {
    refused(() => object('PutObjectTagging', { body: '' }), 'MissingRequestBodyError')
    assert.deepEqual(object('CreateBucket', { body: '' }), {})
    assert.deepEqual(object('PutObjectAcl', { headers: { 'x-amz-acl': 'private' } }), { ACL: 'private' })
  })

  test('a parameter that is no number', () => {
    refused(() => object('ListObjects', { query: parseQuery('max-keys=blah') }), 'InvalidArgument', 'max-keys')
  })
})

describe('decodeRequest reads', () => {
  test('unknown elements without minding them', () => {
    assert.deepEqual(job('<Later><x/></Later><Priority> 5 </Priority>'), { Priority: 5 })
  })

  test('headers: booleans in any letter case, numbers, lists, dates', () => {
    const headers = {
      'x-amz-bypass-governance-retention': 'True',
      'x-amz-expected-bucket-owner': '123456789012',
    }
    assert.deepEqual(object('DeleteObject', { headers }), {
      BypassGovernanceRetention: true,
      ExpectedBucketOwner: '123456789012',
    })
    assert.deepEqual(
      object('GetObjectAttributes', { headers: { 'x-amz-object-attributes': 'ETag, Checksum,ObjectParts' } }),
      {
        ObjectAttributes: ['ETag', 'Checksum', 'ObjectParts'],
      },
    )
    assert.deepEqual(object('GetObject', { headers: { 'if-modified-since': 'Wed, 01 Jan 2020 00:00:00 GMT' } }), {
      IfModifiedSince: new Date('2020-01-01T00:00:00Z'),
    })
    assert.deepEqual(
      object('PutObject', { headers: { 'x-amz-object-lock-retain-until-date': '2027-01-01T00:00:00Z' } }),
      {
        ObjectLockRetainUntilDate: new Date('2027-01-01T00:00:00Z'),
      },
    )
  })

  test('a conditional date that is none as absent, and Expires as it stands', () => {
    assert.deepEqual(object('GetObject', { headers: { 'if-modified-since': 'yesterday' } }), {})
    assert.deepEqual(object('PutObject', { headers: { expires: '-1' } }), { Expires: '-1' })
  })

  test('metadata by its prefix, bytes as UTF-8', () => {
    const headers = {
      'x-amz-meta-a': Buffer.from('é').toString('latin1'),
      'x-amz-meta-b': '',
      'x-amz-metadata-directive': 'COPY',
    }
    assert.deepEqual(object('CopyObject', { headers }), { Metadata: { a: 'é', b: '' }, MetadataDirective: 'COPY' })
  })

  test('checksum algorithms in any letter case', () => {
    assert.deepEqual(object('PutObject', { headers: { 'x-amz-sdk-checksum-algorithm': 'crc32c' } }), {
      ChecksumAlgorithm: 'CRC32C',
    })
  })

  test('a policy as text', () => {
    assert.deepEqual(object('PutBucketPolicy', { body: Buffer.from('{"é":1}') }), { Policy: '{"é":1}' })
  })

  test('the type of a grantee from its attribute, whatever the prefix', () => {
    const body =
      '<AccessControlPolicy><AccessControlList><Grant><Grantee xmlns:i="x" i:type="Group"><URI>u</URI></Grantee><Permission>READ</Permission></Grant></AccessControlList></AccessControlPolicy>'
    assert.deepEqual(object('PutBucketAcl', { body }), {
      AccessControlPolicy: { Grants: [{ Grantee: { Type: 'Group', URI: 'u' }, Permission: 'READ' }] },
    })
  })

  test('nothing of a streaming payload', () => {
    assert.deepEqual(object('PutObject', { body: 'bytes' }), {})
  })
})
