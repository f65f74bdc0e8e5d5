import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, get, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, test } from 'node:test'
import { leaveTogether } from '../../../server/http/leave-together.ts'

/** A server that keeps its responses until there are so many. */
async function gathering(t: { after(hook: () => unknown): void }, count: number) {
  const responses = new Map<string, ServerResponse>()
  const server = createServer((request, response) => {
    responses.set(request.url ?? '', response)
    if (responses.size === count) server.emit('all')
  }).listen(0, '127.0.0.1')
  t.after(() => server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const answers = Array.from({ length: count }, (_, number) => textOf(`http://127.0.0.1:${port}/${number}`))
  // Whoever is not answered rejects; that is looked at in the end.
  for (const answer of answers) answer.catch(() => undefined)
  await once(server, 'all')
  return { responses, answers }
}

async function textOf(url: string): Promise<string> {
  const [response] = await once(get(url, { agent: false }), 'response')
  const pieces: Buffer[] = []
  for await (const piece of response) pieces.push(piece)
  return Buffer.concat(pieces).toString('latin1')
}

describe('answers of one turn', () => {
  test('leave at its end, each to its own client, however many they are', async (t) => {
    const { responses, answers } = await gathering(t, 50)
    for (const [path, response] of responses) leaveTogether(response, path === '/7' ? undefined : `é of ${path}`)
    assert.equal(responses.get('/49')?.writableEnded, false)
    const texts = await Promise.all(answers)
    assert.deepEqual(
      texts,
      texts.map((_, number) => (number === 7 ? '' : `é of /${number}`)),
    )
  })

  test('are not held up by one whose client has gone', async (t) => {
    const { responses, answers } = await gathering(t, 3)
    for (const [path, response] of responses) leaveTogether(response, path)
    responses.get('/1')?.destroy()
    const ends = await Promise.allSettled(answers)
    assert.deepEqual(
      ends.map((end) => (end.status === 'fulfilled' ? end.value : 'gone')),
      ['/0', 'gone', '/2'],
    )
  })
})
