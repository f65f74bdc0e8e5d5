import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import {
  DeleteBucketOwnershipControlsCommand,
  DeletePublicAccessBlockCommand,
  GetBucketAclCommand,
  GetBucketOwnershipControlsCommand,
  GetObjectAclCommand,
  GetPublicAccessBlockCommand,
  type ObjectOwnership,
  PutBucketAclCommand,
  PutBucketOwnershipControlsCommand,
  PutObjectAclCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { canonicalIdOf } from '../../../../db/model/canonical-id.ts'
import { ACCOUNT, testServer } from '../../../support/running-server.ts'
import { newBucket, refused } from '../support.ts'

const OWNER = canonicalIdOf(ACCOUNT)
const OTHER = '210987654321'
const EVERYBODY = 'http://acs.amazonaws.com/groups/global/AllUsers'

describe('access control lists', async () => {
  const { s3, s3Of } = await testServer({ after })
  const open = async (ObjectOwnership: ObjectOwnership = 'ObjectWriter') => {
    const Bucket = await newBucket(s3, { ObjectOwnership })
    await s3.send(new DeletePublicAccessBlockCommand({ Bucket }))
    return Bucket
  }

  test('are off in a new bucket, and public access is blocked', async () => {
    const Bucket = await newBucket(s3)
    const { OwnershipControls } = await s3.send(new GetBucketOwnershipControlsCommand({ Bucket }))
    assert.deepEqual(OwnershipControls?.Rules, [{ ObjectOwnership: 'BucketOwnerEnforced' }])
    const { PublicAccessBlockConfiguration } = await s3.send(new GetPublicAccessBlockCommand({ Bucket }))
    assert.equal(PublicAccessBlockConfiguration?.BlockPublicAcls, true)
    const put = (ACL: 'public-read' | 'bucket-owner-full-control') =>
      s3.send(new PutObjectCommand({ Bucket, Key: 'k', ACL }))
    await refused(put('public-read'), 'AccessControlListNotSupported', 400)
    await put('bucket-owner-full-control')
    await refused(s3.send(new PutBucketAclCommand({ Bucket, ACL: 'private' })), 'AccessControlListNotSupported', 400)
    const { Grants, Owner } = await s3.send(new GetObjectAclCommand({ Bucket, Key: 'k' }))
    assert.equal(Owner?.ID, OWNER)
    assert.deepEqual(Grants, [{ Grantee: { ID: OWNER, Type: 'CanonicalUser' }, Permission: 'FULL_CONTROL' }])
  })

  test('canned ones become grants', async () => {
    const Bucket = await open()
    await s3.send(new PutObjectCommand({ Bucket, Key: 'k', ACL: 'public-read' }))
    const { Grants } = await s3.send(new GetObjectAclCommand({ Bucket, Key: 'k' }))
    assert.deepEqual(Grants?.[1], { Grantee: { Type: 'Group', URI: EVERYBODY }, Permission: 'READ' })
    await refused(s3.send(new PutObjectCommand({ Bucket, Key: 'k', ACL: 'everyone' as never })), 'InvalidArgument', 400)
  })

  test('come as headers or as a document, never as both', async () => {
    const Bucket = await open()
    const id = canonicalIdOf(OTHER)
    await s3.send(new PutBucketAclCommand({ Bucket, GrantRead: `id="${id}", uri="${EVERYBODY}"` }))
    const { Grants } = await s3.send(new GetBucketAclCommand({ Bucket }))
    assert.deepEqual(
      Grants?.map(({ Permission }) => Permission),
      ['READ', 'READ'],
    )
    const grant = { Grantee: { Type: 'CanonicalUser', ID: id }, Permission: 'WRITE' } as const
    const AccessControlPolicy = { Owner: { ID: OWNER }, Grants: [grant] }
    await s3.send(new PutBucketAclCommand({ Bucket, AccessControlPolicy }))
    assert.deepEqual((await s3.send(new GetBucketAclCommand({ Bucket }))).Grants, [grant])
    const both = new PutBucketAclCommand({ Bucket, ACL: 'private', AccessControlPolicy })
    await refused(s3.send(both), 'UnexpectedContent', 400)
    const two = new PutBucketAclCommand({ Bucket, ACL: 'private', GrantRead: `id=${id}` })
    await refused(s3.send(two), 'InvalidRequest', 400)
    const stolen = new PutBucketAclCommand({ Bucket, AccessControlPolicy: { Owner: { ID: id }, Grants: [] } })
    await refused(s3.send(stolen), 'AccessDenied', 403)
    await refused(s3.send(new PutBucketAclCommand({ Bucket })), 'MissingSecurityHeader', 400)
  })

  test('a writer owns its object, unless it hands it over', async () => {
    const stranger = s3Of({ account: OTHER })
    const ownerOf = async (Bucket: string, Key: string) =>
      (await s3.send(new GetObjectAclCommand({ Bucket, Key }))).Owner?.ID
    const kept = await open('ObjectWriter')
    await stranger.send(new PutObjectCommand({ Bucket: kept, Key: 'k', ACL: 'bucket-owner-full-control' }))
    assert.equal(await ownerOf(kept, 'k'), canonicalIdOf(OTHER))
    const preferred = await open('BucketOwnerPreferred')
    await stranger.send(new PutObjectCommand({ Bucket: preferred, Key: 'k', ACL: 'bucket-owner-full-control' }))
    assert.equal(await ownerOf(preferred, 'k'), OWNER)
    const enforced = await open('BucketOwnerEnforced')
    await stranger.send(new PutObjectCommand({ Bucket: enforced, Key: 'k' }))
    assert.equal(await ownerOf(enforced, 'k'), OWNER)
  })

  test('ownership controls are put, refused beside shared ACLs, and deleted', async () => {
    const Bucket = await open()
    await s3.send(new PutBucketAclCommand({ Bucket, ACL: 'public-read' }))
    const enforce = new PutBucketOwnershipControlsCommand({
      Bucket,
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    })
    await refused(s3.send(enforce), 'InvalidBucketAclWithObjectOwnership', 400)
    await s3.send(new PutBucketAclCommand({ Bucket, ACL: 'private' }))
    await s3.send(enforce)
    await s3.send(new DeleteBucketOwnershipControlsCommand({ Bucket }))
    await refused(s3.send(new GetBucketOwnershipControlsCommand({ Bucket })), 'OwnershipControlsNotFoundError', 404)
  })

  test('blocked public access refuses public ones', async () => {
    const Bucket = await newBucket(s3, { ObjectOwnership: 'ObjectWriter' })
    await s3.send(new PutObjectCommand({ Bucket, Key: 'k' }))
    const publish = () => s3.send(new PutObjectAclCommand({ Bucket, Key: 'k', ACL: 'public-read' }))
    await refused(publish(), 'AccessDenied', 403)
    await s3.send(new DeletePublicAccessBlockCommand({ Bucket }))
    await publish()
  })
})
