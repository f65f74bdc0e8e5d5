import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createHostReader } from '../../../server/http/host.ts'

const read = createHostReader(['s3.emu', 'objects.example.test'])

describe('the Host header', () => {
  const BUCKETS = [
    ['bkt.localhost:4566', 'bkt'],
    ['bkt.s3.localhost:4566', 'bkt'],
    ['bkt.s3.us-east-1.localhost', 'bkt'],
    ['my.dotted.bucket.localhost', 'my.dotted.bucket'],
    ['BKT.LocalHost.:4566', 'bkt'],
    ['bkt.s3.amazonaws.com', 'bkt'],
    ['bkt.s3.eu-central-1.amazonaws.com', 'bkt'],
    ['bkt.s3-eu-west-1.amazonaws.com', 'bkt'],
    ['bkt.s3.dualstack.us-west-2.amazonaws.com', 'bkt'],
    ['bkt.s3.cn-north-1.amazonaws.com.cn', 'bkt'],
    ['bkt.s3.localhost.localstack.cloud:4566', 'bkt'],
    ['bkt.s3.emu', 'bkt'],
    ['bkt.s3.made-up:4566', 'bkt'],
    ['my.dotted.bucket.s3.made-up', 'my.dotted.bucket'],
    ['bkt.objects.example.test:80', 'bkt'],
  ] as const
  for (const [host, bucket] of BUCKETS) {
    test(`${host} names the bucket ${bucket}`, () => assert.equal(read(host).bucket, bucket))
  }

  const NO_BUCKETS = [
    'localhost',
    'localhost:4566',
    '127.0.0.1:4566',
    '[::1]:4566',
    's3.localhost:4566',
    's3.us-east-1.localhost',
    's3-control.localhost',
    'sts.localhost',
    's3.amazonaws.com',
    's3.us-west-2.amazonaws.com',
    's3-us-west-2.amazonaws.com',
    's3.emu',
    's3.made-up:4566',
    'emulator:4566',
    'bkt.emulator:4566',
    'a b:c',
    '',
  ]
  for (const host of NO_BUCKETS) {
    test(`"${host}" names none`, () => assert.equal(read(host).bucket, undefined))
  }

  const ACCESS_POINTS = [
    ['room-123456789012.s3-accesspoint.us-east-1.amazonaws.com', 'us-east-1'],
    ['room-123456789012.s3-accesspoint.dualstack.eu-west-1.amazonaws.com', 'eu-west-1'],
    ['room-123456789012.s3-accesspoint-fips.us-east-1.amazonaws.com', 'us-east-1'],
    ['room-123456789012.s3-accesspoint-fips.dualstack.us-east-1.amazonaws.com', 'us-east-1'],
    ['room-123456789012.s3-accesspoint.cn-north-1.amazonaws.com.cn', 'cn-north-1'],
    ['room-123456789012.s3-accesspoint.us-east-1.localhost:4566', 'us-east-1'],
    ['room-123456789012.s3-accesspoint.us-east-1.s3.emu', 'us-east-1'],
    ['room-123456789012.localhost:4566', undefined],
    ['room-123456789012.127.0.0.1:4566', undefined],
    ['room-123456789012.s3.emu', undefined],
    ['room-123456789012.s3.localhost.localstack.cloud:4566', undefined],
  ] as const
  for (const [host, region] of ACCESS_POINTS) {
    test(`${host} names an access point`, () => {
      const { accessPoint, bucket } = read(host)
      assert.deepEqual({ ...accessPoint }, { name: 'room', account: '123456789012', region })
      assert.equal(bucket, 'room-123456789012')
    })
  }

  test('a host that names a bucket only names no access point', () => {
    for (const host of ['bkt.localhost', '123456789012.localhost', 'ab-12345678901.localhost']) {
      assert.equal(read(host).accessPoint, undefined, host)
    }
  })

  test('a first label of twelve digits is the account of an S3 Control client, whatever follows it', () => {
    for (const host of [
      '123456789012.localhost:4566',
      '123456789012.127.0.0.1',
      '123456789012.emulator',
      '123456789012.localhost.',
    ]) {
      assert.equal(read(host).account, '123456789012', host)
    }
    assert.equal(read('12345678901.localhost').account, undefined)
    assert.equal(read('bkt.123456789012.localhost').account, undefined)
  })

  test('a request without a Host is path style', () => {
    assert.deepEqual(read(undefined), { bucket: undefined, accessPoint: undefined, account: undefined, website: false })
  })
})
