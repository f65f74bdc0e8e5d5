import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createHostReader } from '../../../server/http/host.ts'
import { createRecogniser, type Target } from '../../../server/http/recognise.ts'

const recognise = createRecogniser(createHostReader([]))
const ACCOUNT = { 'x-amz-account-id': '123456789012' }

function get(url: string, headers: Record<string, string> = {}): Target {
  return recognise('GET', url, { host: 'localhost:4566', ...headers })
}

describe('telling the protocols apart', () => {
  test('a versioned path with an account is S3 Control', () => {
    const target = get('/v20180820/jobs?maxResults=1', ACCOUNT)
    assert.equal(target.front, 'control')
    assert.equal(target.controlPath, '/v20180820/jobs')
    assert.equal(target.query, 'maxResults=1')
  })

  test('an account before the host name is enough', () => {
    const target = get('/v20180820/jobs', { host: '123456789012.localhost:4566' })
    assert.deepEqual([target.front, target.hostAccount, target.hostBucket], ['control', '123456789012', undefined])
  })

  test('a path of S3 Control without any account is still S3 Control, so that the answer can say what is missing', () => {
    assert.equal(get('/v20180820/jobs').front, 'control')
    assert.equal(get('/v20180820/accessgrantsinstance/caller/grants').front, 'control')
  })

  test('v20180820 is also a bucket name', () => {
    assert.equal(get('/v20180820').front, 'object')
    assert.equal(get('/v20180820/').front, 'object')
    assert.equal(get('/v20180820/photos/cat.jpg').front, 'object')
  })

  test('a base path of the endpoint is dropped for S3 Control', () => {
    const target = get('/base/v20180820/jobs/abc', ACCOUNT)
    assert.deepEqual(
      [target.front, target.controlPath, target.path],
      ['control', '/v20180820/jobs/abc', '/base/v20180820/jobs/abc'],
    )
  })

  test('an absolute-form target is a client that uses the server as its proxy', () => {
    const target = get('http://123456789012.s3.emu/v20180820/jobs/abc?x=1', { ...ACCOUNT, host: '123456789012.s3.emu' })
    assert.deepEqual([target.front, target.path, target.query], ['control', '/v20180820/jobs/abc', 'x=1'])
    assert.equal(get('http://s3.emu').path, '/')
    assert.deepEqual([get('http://s3.emu?list').path, get('http://s3.emu?list').query], ['/', 'list'])
  })

  test('the name in an absolute-form target goes before the Host', () => {
    const host = 'proxy.test:4566'
    assert.equal(get('http://123456789012.s3.emu/v20180820/jobs', { host }).hostAccount, '123456789012')
    assert.equal(get('http://bkt.localhost/key', { host }).hostBucket, 'bkt')
    assert.equal(get('http://bkt.localhost:80/key', { host }).host, 'bkt.localhost:80')
    assert.equal(get('/key', { host }).host, host)
    assert.equal(get('http://user:secret@bkt.localhost:80/key', { host: 'other.localhost' }).hostBucket, 'bkt')
  })

  test('twelve digits before the host are a bucket until an account is named', () => {
    const host = '123456789012.localhost:4566'
    assert.equal(get('/key', { host }).hostBucket, '123456789012')
    assert.equal(get('/key', { host, ...ACCOUNT }).hostBucket, undefined)
  })

  test('a form posted to the root is STS, an upload form to a bucket is not', () => {
    const form = 'application/x-www-form-urlencoded; charset=utf-8'
    assert.equal(recognise('POST', '/', { host: 'localhost', 'content-type': form }).front, 'sts')
    assert.equal(recognise('GET', '/?Action=GetCallerIdentity&Version=2011-06-15', { host: 'localhost' }).front, 'sts')
    assert.equal(
      recognise('POST', '/', { host: 'bkt.localhost', 'content-type': 'multipart/form-data; boundary=x' }).front,
      'object',
    )
  })

  test('paths of the emulator are its own', () => {
    assert.equal(get('/_emulator/health').front, 'emulator')
    assert.equal(get('/_localstack/health').front, 'emulator')
    assert.equal(get('/_emulators/x').front, 'object')
    assert.equal(get('/_emulator/health', { host: '123456789012.localhost' }).front, 'emulator')
  })

  test('behind the name of a bucket every path is a key', () => {
    const host = 'bkt.localhost:4566'
    for (const path of ['/_emulator/health', '/_localstack/health', '/v20180820/jobs'])
      assert.deepEqual([get(path, { host }).front, get(path, { host }).hostBucket], ['object', 'bkt'])
    assert.equal(get('/v20180820/jobs', { host, ...ACCOUNT }).front, 'control')
  })

  test('escapes are left as they came', () => {
    assert.equal(get('/bkt/a%2Fb%ZZ//c').path, '/bkt/a%2Fb%ZZ//c')
  })
})
