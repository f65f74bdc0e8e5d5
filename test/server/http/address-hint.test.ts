import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { describe, test } from 'node:test'
import { testServer } from '../../support/running-server.ts'

describe('a request whose bucket cannot be found in it', async () => {
  let port = 0
  test('is told how to name it when it names none', async (context) => {
    ;({ port } = await testServer(context))
    const answer = await send('PUT', '/', 'photos.emulator:4566')
    assert.match(answer, /<Code>MethodNotAllowed<\/Code>/)
    assert.match(answer, /<Hint>The request names no bucket\. .*path style.*--base-domain emulator/)
    assert.match(
      await send('DELETE', '/', '127.0.0.1'),
      /<Hint>The request names no bucket\. Give the bucket as the first/,
    )
  })

  test('is told that its host is not known when the bucket of its path does not exist', async (context) => {
    ;({ port } = await testServer(context))
    assert.match(
      await send('GET', '/cat.jpg', 'photos.emulator'),
      /<Hint>The host photos\.emulator names no bucket here/,
    )
  })

  test('is told nothing of the kind when the host gives no reason', async (context) => {
    ;({ port } = await testServer(context))
    for (const host of ['127.0.0.1:4566', '[::1]:4566', 'emulator:4566', 'localhost', 'photos.localhost']) {
      const answer = await send('GET', '/none/cat.jpg', host)
      assert.match(answer, /<Code>NoSuchBucket<\/Code>/)
      assert.doesNotMatch(answer, /<Hint>/, host)
    }
  })

  async function send(method: string, path: string, host: string): Promise<string> {
    const sent = request({ host: '127.0.0.1', port, method, path, headers: { host }, agent: false })
    sent.end()
    const [response] = await once(sent, 'response')
    return text(response)
  }
})
