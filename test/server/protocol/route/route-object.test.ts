import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseQuery } from '../../../../server/protocol/query.ts'
import { routeObject } from '../../../../server/protocol/route/route-object.ts'

/** `GET bucket key?query`; `-` stands for no bucket or key. */
function routed(method: string, place: string, headers: Record<string, string> = {}): string | undefined {
  const [target = '', raw = ''] = place.split('?')
  const [bucket, key] = target.split('/')
  return routeObject({ method, bucket: bucket || undefined, key: key || undefined, query: parseQuery(raw), headers })
    ?.name
}

const ADDRESSES: Readonly<Record<string, readonly string[]>> = {
  ListBuckets: ['GET ', 'GET ?x-id=ListBuckets'],
  ListObjects: ['GET b', 'GET b?prefix=p&marker=m'],
  ListObjectsV2: ['GET b?list-type=2', 'GET b?prefix=a&list-type=2&x-id=ListObjectsV2'],
  ListObjectVersions: ['GET b?versions', 'GET b?versions=&prefix=p'],
  ListMultipartUploads: ['GET b?uploads', 'GET b?uploads='],
  CreateMultipartUpload: ['POST b/k?uploads', 'POST b/k?uploads='],
  UploadPart: ['PUT b/k?partNumber=1&uploadId=u&x-id=UploadPart'],
  CompleteMultipartUpload: ['POST b/k?uploadId=u'],
  AbortMultipartUpload: ['DELETE b/k?uploadId=u'],
  ListParts: ['GET b/k?uploadId=u'],
  GetObject: [
    'GET b/k',
    'GET b/k?versionId=v',
    'GET b/k?partNumber=2',
    'GET b/k?response-content-type=t&X-Amz-Signature=s',
  ],
  GetObjectAcl: ['GET b/k?acl&versionId=v'],
  GetBucketAcl: ['GET b?acl'],
  GetObjectAttributes: ['GET b/k?attributes'],
  GetObjectTagging: ['GET b/k?tagging'],
  DeleteObjects: ['POST b?delete', 'POST b?delete='],
  DeleteObject: ['DELETE b/k', 'DELETE b/k?versionId=v'],
  DeleteObjectTagging: ['DELETE b/k?tagging&versionId=v'],
  PutObjectLegalHold: ['PUT b/k?legal-hold'],
  PutObject: ['PUT b/k', 'PUT b/k?x-id=PutObject&x-amz-checksum-crc32=AAAAAA%3D%3D'],
  RestoreObject: ['POST b/k?restore'],
  SelectObjectContent: ['POST b/k?select&select-type=2'],
  RenameObject: ['PUT b/k?renameObject'],
  UpdateObjectEncryption: ['PUT b/k?encryption'],
  PutBucketEncryption: ['PUT b?encryption'],
  GetBucketInventoryConfiguration: ['GET b?inventory&id=1', 'GET b?id=1&inventory='],
  ListBucketInventoryConfigurations: ['GET b?inventory', 'GET b?inventory&continuation-token=t'],
  PutBucketInventoryConfiguration: ['PUT b?inventory&id=1', 'PUT b?inventory'],
  GetBucketLocation: ['GET b?location', 'GET b?location='],
  CreateBucket: ['PUT b'],
  HeadBucket: ['HEAD b'],
  HeadObject: ['HEAD b/k?versionId=v'],
  WriteGetObjectResponse: ['POST WriteGetObjectResponse'],
}

describe('routeObject', () => {
  for (const [operation, addresses] of Object.entries(ADDRESSES))
    test(`finds ${operation}`, () => {
      for (const address of addresses) {
        const space = address.indexOf(' ')
        assert.equal(routed(address.slice(0, space), address.slice(space + 1)), operation, address)
      }
    })

  test('takes a copy source for a copy', () => {
    const copy = { 'x-amz-copy-source': 'a/b' }
    assert.equal(routed('PUT', 'b/k', copy), 'CopyObject')
    assert.equal(routed('PUT', 'b/k?partNumber=1&uploadId=u', copy), 'UploadPartCopy')
    assert.equal(routed('PUT', 'b/k?tagging', copy), 'PutObjectTagging')
  })

  test('takes a form posted to a bucket for a browser upload', () => {
    assert.equal(routed('POST', 'b', { 'content-type': 'multipart/form-data; boundary=x' }), 'PostObject')
    assert.equal(routed('POST', 'b', { 'content-type': 'text/plain' }), undefined)
  })

  test('finds nothing where no operation has the sub-resource or the method', () => {
    for (const [method, place] of [
      ['DELETE', 'b/k?acl'],
      ['GET', 'b?legal-hold'],
      ['GET', 'b?tagging&acl'],
      ['PUT', 'b/k?uploadId=u'],
      ['POST', 'b/k'],
      ['PUT', ''],
    ] as const)
      assert.equal(routed(method, place), undefined, `${method} ${place}`)
  })
})
