import assert from 'node:assert/strict'
import { request } from 'node:http'
import { after, describe, test } from 'node:test'
import {
  PutBucketWebsiteCommand,
  PutObjectCommand,
  type RoutingRule,
  type WebsiteConfiguration,
} from '@aws-sdk/client-s3'
import { testServer } from '../../../support/running-server.ts'
import { newBucket, refused } from '../support.ts'

describe("a bucket's website", async () => {
  const { s3, port } = await testServer({ after })
  const get = (bucket: string, path: string, method = 'GET') =>
    new Promise<{ status: number | undefined; headers: Record<string, unknown>; text: string }>((resolve, reject) => {
      const headers = { host: `${bucket}.s3-website.localhost:${port}` }
      const sent = request({ host: '127.0.0.1', port, path, method, headers }, (reply) => {
        let text = ''
        reply.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
        reply.on('end', () => resolve({ status: reply.statusCode, headers: reply.headers, text }))
      })
      sent.on('error', reject).end()
    })
  const site = async (configuration: WebsiteConfiguration, pages: Record<string, string> = {}) => {
    const Bucket = await newBucket(s3)
    for (const [Key, Body] of Object.entries(pages)) {
      await s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: 'text/html' }))
    }
    await s3.send(new PutBucketWebsiteCommand({ Bucket, WebsiteConfiguration: configuration }))
    return Bucket
  }
  const pages = { 'index.html': 'home', 'a/index.html': 'a', 'error.html': 'sorry', page: 'page' }
  const plain = { IndexDocument: { Suffix: 'index.html' } }

  test('shows index documents and pages', async () => {
    const bucket = await site(plain, pages)
    assert.equal((await get(bucket, '/')).text, 'home')
    assert.equal((await get(bucket, '/a/')).text, 'a')
    const page = await get(bucket, '/page')
    assert.deepEqual([page.status, page.text, page.headers['content-type']], [200, 'page', 'text/html'])
    assert.equal((await get(bucket, '/page', 'HEAD')).text, '')
    assert.equal((await get(bucket, '/page', 'PUT')).status, 405)
  })

  test('a rule that redirects with, or at, a status of another kind is refused', async () => {
    const ruled = (...RoutingRules: RoutingRule[]) => site({ ...plain, RoutingRules })
    const message = async (request: Promise<unknown>) => (await refused(request, 'InvalidRequest', 400))['message']
    assert.equal(
      await message(ruled({ Redirect: { HostName: 'x', HttpRedirectCode: '300' } })),
      'The provided HTTP redirect code (300) is not valid. Valid codes are 3XX except 300.',
    )
    assert.equal(
      await message(ruled({ Redirect: { HostName: 'x' }, Condition: { HttpErrorCodeReturnedEquals: '200' } })),
      'The provided HTTP error code (200) is not valid. Valid codes are 4XX or 5XX.',
    )
    assert.equal(
      await message(ruled(...Array.from({ length: 51 }, () => ({ Redirect: { HostName: 'x' } })))),
      '51 routing rules provided, the number of routing rules in a website configuration is limited to 50.',
    )
  })

  test('leads from a folder to its slash', async () => {
    const reply = await get(await site(plain, pages), '/a')
    assert.deepEqual([reply.status, reply.headers['location']], [302, '/a/'])
  })

  test('shows errors as a page, or as the error document', async () => {
    const bare = await get(await site(plain, pages), '/missing')
    assert.equal(bare.status, 404)
    assert.match(bare.text, /<li>Code: NoSuchKey<\/li>/)
    const kind = await get(await site({ ...plain, ErrorDocument: { Key: 'error.html' } }, pages), '/missing')
    assert.deepEqual([kind.status, kind.text], [404, 'sorry'])
    assert.match((await get(await newBucket(s3), '/')).text, /NoSuchWebsiteConfiguration/)
  })

  test('redirects as it is told', async () => {
    const all = await get(
      await site({ RedirectAllRequestsTo: { HostName: 'example.com', Protocol: 'https' } }),
      '/a%20b',
    )
    assert.deepEqual([all.status, all.headers['location']], [301, 'https://example.com/a%20b'])
    const ruled = await site(
      {
        ...plain,
        RoutingRules: [
          {
            Condition: { KeyPrefixEquals: 'old/' },
            Redirect: { ReplaceKeyPrefixWith: 'new/', HttpRedirectCode: '302' },
          },
          { Condition: { HttpErrorCodeReturnedEquals: '404' }, Redirect: { ReplaceKeyWith: 'index.html' } },
        ],
      },
      pages,
    )
    const moved = await get(ruled, '/old/x')
    assert.equal(moved.status, 302)
    assert.equal(moved.headers['location'], `http://${ruled}.s3-website.localhost:${port}/new/x`)
    assert.match(String((await get(ruled, '/missing')).headers['location']), /\/index\.html$/)
    const bucket = await site(plain)
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'away', WebsiteRedirectLocation: 'http://example.com/' }))
    assert.equal((await get(bucket, '/away')).headers['location'], 'http://example.com/')
  })

  test('redirects by a header, whatever the place is called', async () => {
    const utf8 = (text: unknown): string => Buffer.from(String(text), 'latin1').toString()
    const HostName = 'ü.example\r\nSet-Cookie: a=b'
    const all = await get(await site({ RedirectAllRequestsTo: { HostName } }), '/x')
    assert.deepEqual([all.status, all.headers['set-cookie']], [301, undefined])
    assert.equal(utf8(all.headers['location']), 'http://ü.example  Set-Cookie: a=b/x')
    const bucket = await site(plain)
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'away', WebsiteRedirectLocation: '/ü' }))
    assert.equal(utf8((await get(bucket, '/away')).headers['location']), '/ü')
  })
})
