import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { Agent, request as httpsRequest } from 'node:https'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { describe, test } from 'node:test'
import { connect as connectTls } from 'node:tls'
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { startServer } from '../../../server/index.ts'
import { openAuthority } from '../../../server/tls/authority.ts'

describe('http and https on one port', async () => {
  const server = await startServer({ tls: true })
  const ca = server.caCertificate ?? assert.fail('no certificate')

  test('both are served', async () => {
    assert.equal((await get(`http://127.0.0.1:${server.port}/_emulator/health`)).status, 200)
    assert.equal((await get(`https://127.0.0.1:${server.port}/_emulator/health`, { ca })).status, 200)
    assert.equal((await get(`https://localhost:${server.port}/_emulator/health`, { ca })).status, 200)
  })

  test('any name is certified when it is asked for', async () => {
    for (const servername of [
      '123456789012.s3-control.us-east-1.amazonaws.com',
      'my.dotted.bucket.s3.amazonaws.com',
      '123456789012.s3.test',
    ]) {
      const socket = connectTls({ host: '127.0.0.1', port: server.port, ca, servername })
      await once(socket, 'secureConnect')
      assert.ok(socket.authorized)
      socket.destroy()
    }
  })

  test('the certificate to trust is there for the asking', async () => {
    const { status, body } = await get(`${server.url}/_emulator/ca.pem`)
    assert.deepEqual([status, body], [200, ca])
  })

  test('an SDK client uploads over https, streams and parts as well, and is told https addresses', async () => {
    const client = new S3Client({
      endpoint: `https://localhost:${server.port}`,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      requestHandler: { httpsAgent: new Agent({ ca }) },
    })
    const Bucket = 'secure'
    await client.send(new CreateBucketCommand({ Bucket }))
    await client.send(
      new PutObjectCommand({
        Bucket,
        Key: 'stream',
        Body: Readable.from([Buffer.alloc(70_000, 'a')]),
        ContentLength: 70_000,
      }),
    )
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: 'stream' }))
    assert.equal((await Body?.transformToString())?.length, 70_000)
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key: 'parts' }))
    const { ETag } = await client.send(
      new UploadPartCommand({ Bucket, Key: 'parts', UploadId, PartNumber: 1, Body: 'part' }),
    )
    const { Location } = await client.send(
      new CompleteMultipartUploadCommand({
        Bucket,
        Key: 'parts',
        UploadId,
        MultipartUpload: { Parts: [{ ETag, PartNumber: 1 }] },
      }),
    )
    assert.equal(Location, `https://localhost:${server.port}/secure/parts`)
    client.destroy()
  })

  test('connections that say nothing, or nothing sensible, are in nobody’s way when the server stops', async () => {
    const silent = connect(server.port, '127.0.0.1')
    const half = connect(server.port, '127.0.0.1')
    const broken = connect(server.port, '127.0.0.1')
    await Promise.all([once(silent, 'connect'), once(half, 'connect'), once(broken, 'connect')])
    half.write(Buffer.from([22, 3, 1]))
    broken.write(Buffer.from([22, 0, 0, 0, 4, 1, 2, 3, 4]))
    for (const socket of [silent, half, broken]) socket.on('error', () => undefined)
    await once(broken, 'close')
    assert.equal((await get(`${server.url}/_emulator/health`)).status, 200)
    const ended = Promise.all([once(silent, 'close'), once(half, 'close')])
    await server.stop()
    await ended
  })
})

describe('certificates for https', () => {
  test('a given certificate is served for every name', async (context) => {
    const folder = temporaryFolder(context)
    const authority = openAuthority(undefined, Date.parse('2026-11-22T12:00:00Z'))
    const { cert, key } = authority.issue(['given.test'])
    writeFileSync(join(folder, 'cert.pem'), cert)
    writeFileSync(join(folder, 'key.pem'), key)
    const server = await startServer({ tlsCertificate: join(folder, 'cert.pem'), tlsKey: join(folder, 'key.pem') })
    context.after(() => server.stop())
    const socket = connectTls({
      host: '127.0.0.1',
      port: server.port,
      servername: 'other.test',
      rejectUnauthorized: false,
    })
    await once(socket, 'secureConnect')
    assert.equal(socket.getPeerCertificate().subjectaltname, 'DNS:given.test')
    socket.destroy()
    assert.equal(server.caCertificate, cert)
  })

  test('files that cannot be used are refused in words', async () => {
    await assert.rejects(startServer({ tlsCertificate: '/no/such.pem' }), /belong together/)
    await assert.rejects(
      startServer({ tlsCertificate: '/no/such.pem', tlsKey: '/no/key.pem' }),
      /names the file "\/no\/such.pem", which cannot be read/,
    )
    const self = import.meta.filename
    await assert.rejects(startServer({ tlsCertificate: self, tlsKey: self }), /--tls-cert and --tls-key cannot be used/)
  })

  test('with a data folder the same authority signs after a restart', async (context) => {
    const data = temporaryFolder(context)
    const first = await startServer({ data, tls: true })
    await first.stop()
    const second = await startServer({ data, tls: true })
    await second.stop()
    assert.equal(first.caCertificate, second.caCertificate)
  })

  test('without --tls there is none, and a client that speaks TLS is told of in the log', async () => {
    let logged = ''
    const server = await startServer({ log: 'text', logSink: { write: (text) => (logged += text) } })
    assert.equal(server.caCertificate, undefined)
    assert.equal((await get(`${server.url}/_emulator/ca.pem`)).status, 404)
    const socket = connectTls({ host: '127.0.0.1', port: server.port, rejectUnauthorized: false })
    await assert.rejects(once(socket, 'secureConnect'))
    await server.stop()
    assert.match(logged, /hint a client speaks https\. Start the server with --tls/)
  })
})

interface Reply {
  readonly status: number | undefined
  readonly body: string
}

async function get(url: string, options: { readonly ca?: string } = {}): Promise<Reply> {
  const request = (url.startsWith('https') ? httpsRequest : httpRequest)(url, { agent: false, ...options })
  request.end()
  const [response] = await once(request, 'response')
  return { status: response.statusCode, body: await text(response) }
}

function temporaryFolder(context: { after(run: () => void): void }): string {
  const folder = mkdtempSync(join(tmpdir(), 's3control-local-tls-'))
  context.after(() => rmSync(folder, { recursive: true, maxRetries: 5 }))
  return folder
}
