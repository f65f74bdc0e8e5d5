/** A server of its own process, and clients for it. */
import { S3Client } from '@aws-sdk/client-s3'
import { S3ControlClient } from '@aws-sdk/client-s3-control'
import { Defect } from '../target.ts'
import { startWireServer, type WireServer } from '../wire-server.ts'

export interface WireWorld {
  readonly server: WireServer
  readonly s3: S3Client
  readonly control: S3ControlClient
  /** Does something with the server. @throws Defect when it says something of a fault, or works too long on it */
  readonly watched: <Result>(work: () => Promise<Result>) => Promise<Result>
  /** It still serves, and ends in order. */
  readonly end: () => Promise<void>
}

/** Of the server's processor for one input. */
const LIMIT_MS = 1_000
const HEALTH = 'GET /_emulator/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'

export async function openWireWorld(): Promise<WireWorld> {
  const server = await startWireServer(['--max-open-jobs', '0', '--max-open-uploads', '0'])
  const credentials = { accessKeyId: '123456789012', secretAccessKey: 'x' }
  const settings = { region: 'us-east-1', credentials, endpoint: server.url, maxAttempts: 1 }
  const s3 = new S3Client({ ...settings, forcePathStyle: true })
  const endpointProvider = () => ({ url: new URL(server.url) })
  const control = new S3ControlClient({ ...settings, endpointProvider, disableHostPrefix: true })
  return {
    server,
    s3,
    control,
    async watched(work) {
      const before = server.processorMs()
      const result = await work()
      const took = server.processorMs() - before
      // With `--log off` only faults are told.
      const said = server.said()
      if (said !== '') throw new Defect(`the server said: ${said.slice(0, 2000)}`)
      if (took > LIMIT_MS) throw new Defect(`the server worked ${took} ms on it`)
      return result
    },
    async end() {
      s3.destroy()
      control.destroy()
      const health = await server.send(Buffer.from(HEALTH), true)
      if (!health.startsWith('HTTP/1.1 200 ')) throw new Defect(`it does not serve any more: ${health}`)
      await server.end()
    },
  }
}

/** A request to the emulator itself, whose body may be any bytes (latin1). */
export function jsonRequest(method: string, target: string, body: string): Buffer {
  const type = body === '' ? '' : 'Content-Type: application/json\r\n'
  const head = `${method} ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${type}`
  return Buffer.from(`${head}Content-Length: ${body.length}\r\n\r\n${body}`, 'latin1')
}
