/** One key that many clients write, delete, read and copy at the same time: every answer is one that S3 could give. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { Agent, request } from 'node:http'
import { after, test } from 'node:test'
import { testServer } from '../../../support/running-server.ts'

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
}

const BODIES = [20, 20_000, 300_000].map((size, index) => Buffer.alloc(size, 65 + index))
const TURNS = 120

test('readers and copiers beside writers see one whole object or none', async () => {
  const server = await testServer({ after })
  const agent = new Agent({ keepAlive: true })
  after(() => agent.destroy())
  const send = (method: string, path: string, body?: Buffer, headers = {}) =>
    new Promise<Answer>((resolve, reject) => {
      const sent = request({ agent, port: server.port, method, path, headers }, (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks) }),
        )
      })
      sent.on('error', reject)
      sent.end(body)
    })
  for (const bucket of ['/source', '/target']) await send('PUT', bucket)
  const seen = new Set<string>()
  const turns = async (name: string, work: () => Promise<Answer>): Promise<void> => {
    for (let turn = 0; turn < TURNS; turn++) {
      const { status, headers, body } = await work()
      seen.add(`${name} ${status} ${/<Code>(\w+)/.exec(body.toString('latin1', 0, 400))?.[1] ?? ''}`.trim())
      if (status !== 200 || !name.startsWith('get')) continue
      assert.ok(
        BODIES.some((whole) => whole.equals(body)),
        `${body.length} bytes`,
      )
      assert.equal(headers['etag'], `"${digest('md5', body, 'hex')}"`)
      const checksum = headers['x-amz-checksum-sha256']
      if (checksum !== undefined) assert.equal(checksum, digest('sha256', body, 'base64'))
    }
  }
  const copy = { 'x-amz-copy-source': '/source/k', 'x-amz-checksum-algorithm': 'SHA256' }
  const hashed = { 'x-amz-checksum-mode': 'ENABLED' }
  await Promise.all([
    ...BODIES.map((body) => turns('put', () => send('PUT', '/source/k', body))),
    turns('delete', () => send('DELETE', '/source/k')),
    turns('get', () => send('GET', '/source/k')),
    turns('get', () => send('GET', '/source/k')),
    turns('copy', () => send('PUT', '/target/k', undefined, copy)),
    turns('get', () => send('GET', '/target/k', undefined, hashed)),
    turns('make', () => send('PUT', '/coming-and-going')),
    turns('remove', () => send('DELETE', '/coming-and-going')),
  ])
  const possible = ['put 200', 'delete 204', 'get 200', 'get 404 NoSuchKey', 'copy 200', 'copy 404 NoSuchKey']
  const buckets = ['make 200', 'remove 204', 'remove 404 NoSuchBucket']
  assert.deepEqual([...seen].filter((answer) => ![...possible, ...buckets].includes(answer)).toSorted(), [])
})

function digest(algorithm: string, body: Buffer, encoding: 'hex' | 'base64'): string {
  return createHash(algorithm).update(body).digest(encoding)
}
