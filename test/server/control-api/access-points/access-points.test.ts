import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { CreateBucketCommand, DeleteBucketCommand } from '@aws-sdk/client-s3'
import {
  CreateAccessPointCommand,
  type CreateAccessPointCommandInput,
  DeleteAccessPointCommand,
  DeleteAccessPointPolicyCommand,
  GetAccessPointCommand,
  GetAccessPointPolicyCommand,
  GetAccessPointPolicyStatusCommand,
  ListAccessPointsCommand,
  PutAccessPointPolicyCommand,
} from '@aws-sdk/client-s3-control'
import { ACCOUNT, testServer } from '../../../support/running-server.ts'

const AccountId = ACCOUNT
const OTHER = '210987654321'

describe('an access point', async () => {
  const { control, controlOf, s3, s3Of, reset } = await testServer({ after })
  for (const Bucket of ['books', 'films']) await s3.send(new CreateBucketCommand({ Bucket }))
  const create = (Name: string, more: Partial<CreateAccessPointCommandInput> = {}) =>
    control.send(new CreateAccessPointCommand({ AccountId, Name, Bucket: 'books', ...more }))
  const get = (Name: string) => control.send(new GetAccessPointCommand({ AccountId, Name }))

  test('has an ARN and an alias, and says where it can be reached', async () => {
    const { AccessPointArn, Alias = '', $metadata } = await create('reading-room')
    assert.equal($metadata.httpStatusCode, 200)
    assert.equal(AccessPointArn, `arn:aws:s3:us-east-1:${ACCOUNT}:accesspoint/reading-room`)
    assert.match(Alias, /^reading-room-[a-z0-9]{34}-s3alias$/)
    const { CreationDate, $metadata: _, ...shown } = await get('reading-room')
    assert.ok(CreationDate instanceof Date)
    assert.deepEqual(shown, {
      Name: 'reading-room',
      Bucket: 'books',
      NetworkOrigin: 'Internet',
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        IgnorePublicAcls: true,
        BlockPublicPolicy: true,
        RestrictPublicBuckets: true,
      },
      Alias,
      AccessPointArn,
      Endpoints: {
        ipv4: 's3-accesspoint.us-east-1.amazonaws.com',
        fips: 's3-accesspoint-fips.us-east-1.amazonaws.com',
        fips_dualstack: 's3-accesspoint-fips.dualstack.us-east-1.amazonaws.com',
        dualstack: 's3-accesspoint.dualstack.us-east-1.amazonaws.com',
      },
      BucketAccountId: ACCOUNT,
    })
  })

  test('of a VPC says so', async () => {
    await create('inside', { VpcConfiguration: { VpcId: 'vpc-1a2b3c' } })
    const { NetworkOrigin, VpcConfiguration } = await get('inside')
    assert.deepEqual([NetworkOrigin, VpcConfiguration], ['VPC', { VpcId: 'vpc-1a2b3c' }])
  })

  test('blocks what it is told to block, and no more', async () => {
    await create('half-open', { PublicAccessBlockConfiguration: { BlockPublicAcls: true } })
    assert.deepEqual((await get('half-open')).PublicAccessBlockConfiguration, {
      BlockPublicAcls: true,
      IgnorePublicAcls: false,
      BlockPublicPolicy: false,
      RestrictPublicBuckets: false,
    })
  })

  test('with the longest name has an alias that can stand for a bucket', async () => {
    const { Alias = '' } = await create('n'.repeat(50))
    assert.equal(Alias.length, 63)
  })

  test('is not made twice', async () => {
    await create('once')
    await refused(create('once'), 'AccessPointAlreadyOwnedByYou', 409)
  })

  test('needs a bucket of its own account and Region, unless another account is named', async () => {
    await refused(create('lost', { Bucket: 'nowhere' }), 'InvalidRequest', 400, /existing bucket/)
    await s3Of({ account: OTHER }).send(new CreateBucketCommand({ Bucket: 'others' }))
    await refused(create('lost', { Bucket: 'others' }), 'AccessDenied', 403)
    await create('shared', { Bucket: 'others', BucketAccountId: OTHER })
    assert.equal((await get('shared')).BucketAccountId, OTHER)
    const far = controlOf({ region: 'eu-west-1' })
    await refused(
      far.send(new CreateAccessPointCommand({ AccountId, Name: 'far', Bucket: 'books' })),
      'InvalidRequest',
      400,
    )
  })

  test('has a name of lower-case letters, digits and hyphens, 3 to 50 of them', async () => {
    for (const Name of ['sa', 'x'.repeat(51), 'Big', 'under_score', 'dot.dot', '-a-', 'ab-', 'my-s3alias']) {
      await refused(create(Name), 'InvalidURI', 400)
    }
  })

  test('of a directory bucket or an Outpost is not implemented', async () => {
    await refused(create('zone--use1-az4--xa-s3'), 'NotImplemented', 501)
    await refused(create('zonal', { Bucket: 'books--use1-az4--x-s3' }), 'NotImplemented', 501)
    await refused(create('scoped', { Scope: { Prefixes: ['a/'] } }), 'InvalidRequest', 400)
  })

  test('is not to be found from another account or Region', async () => {
    await create('mine')
    const others = [
      { client: controlOf({ account: OTHER }), account: OTHER },
      { client: controlOf({ region: 'eu-west-1' }), account: ACCOUNT },
    ]
    for (const { client, account } of others) {
      const lookup = client.send(new GetAccessPointCommand({ AccountId: account, Name: 'mine' }))
      await refused(lookup, 'NoSuchAccessPoint', 404)
    }
  })

  test('is gone once it is deleted', async () => {
    await create('brief')
    const { $metadata } = await control.send(new DeleteAccessPointCommand({ AccountId, Name: 'brief' }))
    assert.equal($metadata.httpStatusCode, 204)
    await refused(get('brief'), 'NoSuchAccessPoint', 404)
    await refused(control.send(new DeleteAccessPointCommand({ AccountId, Name: 'brief' })), 'NoSuchAccessPoint', 404)
  })

  test('keeps its bucket from being deleted', async () => {
    await s3.send(new CreateBucketCommand({ Bucket: 'held' }))
    await create('holder', { Bucket: 'held' })
    const remove = () => s3.send(new DeleteBucketCommand({ Bucket: 'held' }))
    await refused(remove(), 'BucketHasAccessPointsAttached', 400)
    await control.send(new DeleteAccessPointCommand({ AccountId, Name: 'holder' }))
    await remove()
  })

  test('goes with everything else at a reset, and comes back under the same alias', async () => {
    const { Alias } = await create('phoenix', { Bucket: 'films' })
    await reset()
    await refused(get('phoenix'), 'NoSuchAccessPoint', 404)
    for (const Bucket of ['books', 'films']) await s3.send(new CreateBucketCommand({ Bucket }))
    assert.equal((await create('phoenix', { Bucket: 'films' })).Alias, Alias)
  })
})

describe('access points are listed', async () => {
  const { control, controlOf, s3 } = await testServer({ after })
  for (const Bucket of ['books', 'films']) await s3.send(new CreateBucketCommand({ Bucket }))
  for (const [Name, Bucket] of [
    ['ddd', 'books'],
    ['aaa', 'films'],
    ['ccc', 'books'],
    ['bbb', 'films'],
  ]) {
    await control.send(new CreateAccessPointCommand({ AccountId, Name, Bucket }))
  }
  const list = async (options = {}) => control.send(new ListAccessPointsCommand({ AccountId, ...options }))
  const names = ({ AccessPointList = [] }: Awaited<ReturnType<typeof list>>) => AccessPointList.map(({ Name }) => Name)

  test('in the order of their names', async () => {
    const page = await list()
    assert.deepEqual([names(page), page.NextToken], [['aaa', 'bbb', 'ccc', 'ddd'], undefined])
    const [first] = page.AccessPointList ?? []
    assert.deepEqual(first, {
      Name: 'aaa',
      NetworkOrigin: 'Internet',
      Bucket: 'films',
      BucketAccountId: ACCOUNT,
      AccessPointArn: `arn:aws:s3:us-east-1:${ACCOUNT}:accesspoint/aaa`,
      Alias: first?.Alias,
    })
  })

  test('for one bucket', async () => {
    assert.deepEqual(names(await list({ Bucket: 'books' })), ['ccc', 'ddd'])
  })

  test('in pages', async () => {
    const first = await list({ MaxResults: 3 })
    assert.deepEqual(names(first), ['aaa', 'bbb', 'ccc'])
    const second = await list({ MaxResults: 3, NextToken: first.NextToken })
    assert.deepEqual([names(second), second.NextToken], [['ddd'], undefined])
  })

  test('with no token but their own', async () => {
    await refused(list({ NextToken: 'bm9uc2Vuc2U' }), 'InvalidRequest', 400)
    const { NextToken } = await list({ MaxResults: 1 })
    const other = controlOf({ account: OTHER }).send(new ListAccessPointsCommand({ AccountId: OTHER, NextToken }))
    await refused(other, 'InvalidRequest', 400)
  })
})

describe('the policy of an access point', async () => {
  const { control, s3 } = await testServer({ after })
  await s3.send(new CreateBucketCommand({ Bucket: 'books' }))
  const arn = (name: string) => `arn:aws:s3:us-east-1:${ACCOUNT}:accesspoint/${name}`
  const create = (Name: string, open: boolean) =>
    control.send(
      new CreateAccessPointCommand({
        AccountId,
        Name,
        Bucket: 'books',
        ...(open ? { PublicAccessBlockConfiguration: { BlockPublicPolicy: false } } : {}),
      }),
    )
  const put = (Name: string, statement: object) =>
    control.send(
      new PutAccessPointPolicyCommand({
        AccountId,
        Name,
        Policy: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] }),
      }),
    )
  const forOther = (name: string) => ({
    Principal: { AWS: OTHER },
    Action: 's3:GetObject',
    Resource: `${arn(name)}/object/*`,
  })

  test('is given back as it was put, until it is deleted', async () => {
    await create('quiet', false)
    const ask = () => control.send(new GetAccessPointPolicyCommand({ AccountId, Name: 'quiet' }))
    const status = () => control.send(new GetAccessPointPolicyStatusCommand({ AccountId, Name: 'quiet' }))
    await refused(ask(), 'NoSuchAccessPointPolicy', 404)
    await refused(status(), 'NoSuchAccessPointPolicy', 404)
    await put('quiet', forOther('quiet'))
    assert.deepEqual(JSON.parse((await ask()).Policy ?? '').Statement, [{ Effect: 'Allow', ...forOther('quiet') }])
    assert.deepEqual((await status()).PolicyStatus, { IsPublic: false })
    const gone = await control.send(new DeleteAccessPointPolicyCommand({ AccountId, Name: 'quiet' }))
    assert.equal(gone.$metadata.httpStatusCode, 204)
    await refused(ask(), 'NoSuchAccessPointPolicy', 404)
  })

  test('speaks of that access point only', async () => {
    await create('narrow', false)
    for (const Resource of ['arn:aws:s3:::books/*', `${arn('quiet')}/object/*`, `${arn('narrow')}/objects/*`]) {
      await refused(put('narrow', { ...forOther('narrow'), Resource }), 'MalformedPolicy', 400, /invalid resource/)
    }
    await put('narrow', { ...forOther('narrow'), Resource: arn('narrow'), Action: 's3:ListBucket' })
  })

  test('is refused when it is public and that is blocked', async () => {
    await create('shut', false)
    await create('open', true)
    await refused(put('shut', { ...forOther('shut'), Principal: '*' }), 'AccessDenied', 403)
    // The bucket, like all new ones, blocks public policies too, and that counts for its access points.
    await refused(put('open', { ...forOther('open'), Principal: '*' }), 'AccessDenied', 403)
  })

  test('of one that is not there is not there either', async () => {
    await refused(put('none', forOther('none')), 'NoSuchAccessPoint', 404)
  })
})

async function refused(request: Promise<unknown>, code: string, status: number, message = /./): Promise<void> {
  await assert.rejects(request, (error: Error & { $metadata?: { httpStatusCode?: number } }) => {
    assert.deepEqual([error.name, error.$metadata?.httpStatusCode], [code, status])
    assert.match(error.message, message)
    return true
  })
}
