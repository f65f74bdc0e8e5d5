import { Agent } from 'node:http'
import { S3Client } from '@aws-sdk/client-s3'
import { S3ControlClient } from '@aws-sdk/client-s3-control'
import { type RunningServer, type ServerOptions, startServer } from '../../server/index.ts'

export const ACCOUNT = '123456789012'
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/batch`

export interface TestServer extends RunningServer {
  /** Path style, signed with the account's own number as the key. */
  readonly s3: S3Client
  /** A client of another account or region. */
  readonly s3Of: (identity: Identity) => S3Client
  readonly control: S3ControlClient
  readonly controlOf: (identity: Identity) => S3ControlClient
}

export interface Identity {
  readonly account?: string
  readonly region?: string
}

/** A test's own context, or `node:test` itself inside a suite. */
interface Hooks {
  after(hook: () => unknown): void
}

/** A server of its own for a test or a suite, which ends with it. */
export async function testServer(hooks: Hooks, options: ServerOptions = {}): Promise<TestServer> {
  const server = await startServer(options)
  hooks.after(() => server.stop())
  // A connection that is cut off while it is idle must not be the one that is used next.
  return withClients(hooks, server, options.idleTimeoutMs === undefined)
}

/** The clients for a server that runs already. */
export function withClients(hooks: Hooks, server: RunningServer, keepAlive = true): TestServer {
  const clients: { destroy(): void }[] = []
  hooks.after(() => {
    for (const client of clients) client.destroy()
  })
  const keep = <Client extends { destroy(): void }>(client: Client): Client => {
    clients.push(client)
    return client
  }
  const s3Of = (identity: Identity): S3Client =>
    keep(new S3Client({ ...clientSettings(identity, keepAlive), endpoint: server.url, forcePathStyle: true }))
  const controlOf = (identity: Identity): S3ControlClient =>
    keep(
      new S3ControlClient({
        ...clientSettings(identity, keepAlive),
        // Names under localhost are not known to every machine's resolver: the endpoint stays as it is.
        endpointProvider: () => ({ url: new URL(server.url) }),
        disableHostPrefix: true,
      }),
    )
  return { ...server, s3: s3Of({}), s3Of, control: controlOf({}), controlOf }
}

function clientSettings({ account = ACCOUNT, region = 'us-east-1' }: Identity, keepAlive: boolean) {
  return {
    region,
    credentials: { accessKeyId: account, secretAccessKey: 'test' },
    maxAttempts: 1,
    requestHandler: { httpAgent: new Agent({ keepAlive }) },
  }
}
