import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { testServer } from '../../support/running-server.ts'

describe('requests that address no operation', async () => {
  const { s3, url } = await testServer({ after })
  await s3.send(new CreateBucketCommand({ Bucket: 'bkt' }))
  await s3.send(new PutObjectCommand({ Bucket: 'bkt', Key: 'k', Body: 'hi' }))
  const ask = async (method: string, path: string, headers: Record<string, string> = {}) => {
    const reply = await fetch(url + path, { method, headers })
    const text = await reply.text()
    const element = (name: string) => text.match(`<${name}>(.*)</${name}>`)?.[1]
    return { status: reply.status, code: element('Code'), message: element('Message'), element, reply }
  }

  test("a bucket's sub-resource with a key is named as such", async () => {
    const versions = await ask('GET', '/bkt/k?versions')
    assert.deepEqual([versions.status, versions.code], [400, 'InvalidRequest'])
    assert.equal(versions.message, 'There is no such thing as the ?versions sub-resource for a key')
    const uploads = await ask('GET', '/bkt/k?uploads')
    assert.deepEqual([uploads.status, uploads.code], [400, 'InvalidRequest'])
    assert.equal(uploads.message, 'Key is not expected for the GET method ?uploads subresource')
  })

  test('a part without its upload, and an upload without its part, are no objects', async () => {
    const part = await ask('PUT', '/bkt/k?partNumber=1')
    assert.deepEqual([part.status, part.code, part.element('ArgumentName')], [400, 'InvalidArgument', 'partNumber'])
    const upload = await ask('PUT', '/bkt/k?uploadId=x')
    assert.deepEqual([upload.status, upload.element('ResourceType')], [405, 'UPLOAD'])
    assert.equal(upload.reply.headers.get('allow'), 'DELETE, POST, GET')
    assert.equal(await (await fetch(`${url}/bkt/k`)).text(), 'hi')
  })

  test('a method that is not allowed is told with what it was meant for', async () => {
    for (const [path, type] of Object.entries({ '/': 'SERVICE', '/bkt': 'BUCKET', '/bkt/k': 'OBJECT' })) {
      const { status, element } = await ask('PATCH', path)
      assert.deepEqual([status, element('Method'), element('ResourceType')], [405, 'PATCH', type])
    }
  })

  test('a sub-resource that nobody knows is not implemented', async () => {
    const { status, message } = await ask('POST', '/bkt/k?nothing')
    assert.equal(status, 501)
    assert.match(message ?? '', /POST with the sub-resource nothing/)
  })

  test('a source of a copy is refused where nothing is copied', async () => {
    const headers = { 'x-amz-copy-source': 'bkt/k' }
    for (const path of ['/bkt', '/bkt/k']) {
      for (const method of ['GET', 'DELETE']) {
        const { status, element } = await ask(method, path, headers)
        assert.deepEqual(
          [status, element('ArgumentName'), element('ArgumentValue')],
          [400, 'x-amz-copy-source', 'bkt/k'],
        )
      }
      assert.equal((await ask('HEAD', path, headers)).status, 400)
    }
    assert.equal((await ask('POST', '/bkt/k?uploadId=x', headers)).status, 400)
    assert.equal((await ask('PUT', '/bkt/copy', headers)).status, 200)
  })
})
