import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { dropFolder, emptyFolder } from '../store/seed-store.ts'
import { isFetched, MOTO, S3RVER } from './peer-folder.ts'

export interface Peer {
  readonly name: string
  readonly url: string
  /** Without which it refuses what the loads ask for. */
  readonly headers?: Readonly<Record<string, string>>
  stop(): Promise<void>
}

/** Starts those of the other S3 servers that `fetch.ts` has fetched, each with a bucket. */
export async function startPeers(bucket: string): Promise<readonly Peer[]> {
  const peers: Peer[] = []
  if (isFetched(S3RVER)) peers.push(await startS3rver(bucket))
  if (isFetched(MOTO)) peers.push(await startMoto(bucket))
  return peers
}

async function startS3rver(bucket: string): Promise<Peer> {
  const port = await freePort()
  const folder = emptyFolder('s3rver')
  const args = [S3RVER, '-d', folder, '-a', '127.0.0.1', '-p', String(port), '--silent', '--configure-bucket', bucket]
  const child = spawn(process.execPath, args, { stdio: 'ignore' })
  return peerOf('s3rver', child, port, bucket, () => dropFolder(folder))
}

async function startMoto(bucket: string): Promise<Peer> {
  const port = await freePort()
  const child = spawn('python3', ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], {
    stdio: 'ignore',
    env: { ...process.env, PYTHONPATH: MOTO },
  })
  return { ...(await peerOf('moto', child, port, bucket, () => undefined)), headers: SIGNED }
}

/** Looks signed, which is all that moto asks for. */
const SIGNED = {
  authorization:
    'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=none',
}

async function peerOf(
  name: string,
  child: ChildProcess,
  port: number,
  bucket: string,
  clean: () => void,
): Promise<Peer> {
  const url = `http://127.0.0.1:${port}`
  await untilBucket(url, bucket, child)
  return {
    name,
    url,
    async stop() {
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
      clean()
    },
  }
}

const PATIENCE_MS = 30_000

async function untilBucket(url: string, bucket: string, child: ChildProcess): Promise<void> {
  const until = performance.now() + PATIENCE_MS
  while (performance.now() < until && child.exitCode === null) {
    try {
      const { status } = await fetch(`${url}/${bucket}`, { method: 'PUT' })
      if (status < 500) return
    } catch {
      // Not there yet.
    }
    await delay(100)
  }
  throw new Error(`the server at ${url} did not start`)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}
