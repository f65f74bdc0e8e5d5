import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { Agent } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3'
import { S3ControlClient } from '@aws-sdk/client-s3-control'
import { type Database, openDatabase } from '../../../db/sqlite/open.ts'
import { keptPort } from '../../support/kept-port.ts'
import { ACCOUNT } from '../../support/running-server.ts'
import { type Answer, sendPlain } from '../support/plain-request.ts'
import {
  type Ending,
  endAtStart,
  type ServerProcess,
  type SpawnOptions,
  spawnServer,
} from '../support/server-process.ts'
import { persist } from './persist.ts'

/** A server that dies and comes back on the same data and the same port, and its clients. */
export interface KillWorld {
  readonly folder: string
  readonly s3: S3Client
  readonly control: S3ControlClient
  readonly server: () => ServerProcess
  /** @param more settings of this life */
  readonly restart: (more?: readonly string[]) => Promise<void>
  /** Dies again in the middle of its start. */
  readonly endAtStart: (signal: 'SIGKILL' | 'SIGTERM', afterMs: number) => Promise<Ending>
  readonly put: (path: string, body: Buffer, headers?: Readonly<Record<string, string>>) => Promise<Answer>
  readonly get: (path: string) => Promise<Answer>
  /** A connection of its own to a database of the server. */
  readonly query: <Result>(name: 'objects' | 'jobs', work: (db: Database) => Result) => Result
  /** The folder of the present generation. */
  readonly state: () => string
  /** What the function `note` writes: a line for each call. */
  readonly calls: string
  readonly close: () => Promise<void>
}

const noteTo = (file: string): string => `const { appendFileSync } = require('node:fs')
exports.handler = async (event) => {
  for (const task of event.tasks) appendFileSync(${JSON.stringify(file)}, event.job.id + ' ' + task.s3Key + '\\n')
  return {
    invocationSchemaVersion: '2.0', treatMissingKeysAs: 'PermanentFailure', invocationId: event.invocationId,
    results: event.tasks.map(({ taskId }) => ({ taskId, resultCode: 'Succeeded', resultString: 'seen' })),
  }
}`

export async function openKillWorld(args: readonly string[]): Promise<KillWorld> {
  const folder = mkdtempSync(join(tmpdir(), 's3control-local-kill-'))
  const data = join(folder, 'data')
  const functions = join(folder, 'functions')
  const calls = join(folder, 'calls')
  mkdirSync(functions)
  writeFileSync(join(functions, 'note.cjs'), noteTo(calls))
  writeFileSync(calls, '')
  const all = ['--new-buckets', 'classic', '--functions', functions, '--threads', '2', '--log', 'off', ...args]
  const port = await keptPort()
  let server = await spawnServer(data, { args: all, port })
  const options = (more: readonly string[] = []): SpawnOptions => ({ args: [...all, ...more], port })
  const agent = new Agent({ keepAlive: true })
  const settings = {
    region: 'us-east-1',
    credentials: { accessKeyId: ACCOUNT, secretAccessKey: 'test' },
    maxAttempts: 1,
    requestHandler: { httpAgent: agent },
  }
  const s3 = new S3Client({ ...settings, endpoint: server.url, forcePathStyle: true })
  const control = new S3ControlClient({
    ...settings,
    endpointProvider: () => ({ url: new URL(server.url) }),
    disableHostPrefix: true,
  })
  const state = (): string => join(data, readdirSync(data).find((name) => name.startsWith('state-')) ?? 'none')
  return {
    folder,
    s3,
    control,
    calls,
    server: () => server,
    async restart(more) {
      server = await spawnServer(data, options(more))
    },
    endAtStart: (signal, afterMs) => endAtStart(data, signal, afterMs, options()),
    put: (path, body, headers) => sendPlain({ agent, port, method: 'PUT', path, body, ...(headers && { headers }) }),
    get: (path) => sendPlain({ agent, port, method: 'GET', path }),
    query(name, work) {
      const db = openDatabase({ file: join(state(), `${name}.db`), readonly: true })
      try {
        return work(db)
      } finally {
        db.close()
      }
    },
    state,
    async close() {
      s3.destroy()
      control.destroy()
      agent.destroy()
      await server.end('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Puts these keys, whose bodies are their names, through all deaths. @returns their version ids */
export async function putKeys(
  { put }: KillWorld,
  bucket: string,
  keys: readonly string[],
  headers?: Readonly<Record<string, string>>,
): Promise<readonly (string | undefined)[]> {
  const versions: (string | undefined)[] = []
  for (let first = 0; first < keys.length; first += AT_ONCE) {
    const some = keys.slice(first, first + AT_ONCE)
    const answers = await Promise.all(
      some.map((key) => persist(() => put(`/${bucket}/${key}`, Buffer.from(key), headers))),
    )
    for (const answer of answers) {
      if (answer.status !== 200) throw new Error(`${answer.status}: ${answer.body.toString()}`)
      versions.push(answer.headers['x-amz-version-id']?.toString())
    }
  }
  return versions
}

const AT_ONCE = 25

export async function makeBuckets({ s3 }: KillWorld, names: readonly string[]): Promise<void> {
  for (const Bucket of names) await s3.send(new CreateBucketCommand({ Bucket }))
}

export async function keepVersions({ s3 }: KillWorld, names: readonly string[]): Promise<void> {
  for (const Bucket of names) {
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }))
  }
}
