import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateBucketCommand,
  PutBucketReplicationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type ReplicationConfiguration,
  S3Client,
} from '@aws-sdk/client-s3'
import { type JobManifest, S3ControlClient } from '@aws-sdk/client-s3-control'
import { type Database, openDatabase } from '../../../db/sqlite/open.ts'
import { ACCOUNT, ROLE } from '../../support/running-server.ts'
import { killAtStart, type ServerProcess, type SpawnOptions, spawnServer } from '../support/server-process.ts'
import type { Fate } from './fates.ts'
import type { KilledOperation } from './killed-operations.ts'

/** A server that dies and comes back on the same data and the same port, and clients that do not notice. */
export interface KillWorld {
  readonly folder: string
  readonly s3: S3Client
  readonly control: S3ControlClient
  readonly keys: readonly string[]
  /** Version ids in the bucket `replicated`, by key. */
  readonly versions: ReadonlyMap<string, string>
  readonly server: () => ServerProcess
  readonly restart: () => Promise<void>
  /** Dies again in the middle of its start. */
  readonly killAtStart: (afterMs: number) => Promise<void>
  readonly put: (path: string, body: Buffer) => Promise<number>
  readonly get: (path: string) => Promise<Buffer>
  /** A connection of its own to a database of the server. */
  readonly query: <Result>(name: 'objects' | 'jobs', work: (db: Database) => Result) => Result
  /** The folder of the present generation. */
  readonly state: () => string
  readonly close: () => Promise<void>
}

const FUNCTION = `exports.handler = async (event) => ({
  invocationSchemaVersion: '2.0', treatMissingKeysAs: 'PermanentFailure', invocationId: event.invocationId,
  results: event.tasks.map(({ taskId }) => ({ taskId, resultCode: 'Succeeded', resultString: 'seen' })),
})`

export async function openKillWorld(objects: number, args: readonly string[]): Promise<KillWorld> {
  const folder = mkdtempSync(join(tmpdir(), 's3control-local-kill-'))
  const data = join(folder, 'data')
  const functions = join(folder, 'functions')
  mkdirSync(functions)
  writeFileSync(join(functions, 'note.cjs'), FUNCTION)
  const all = ['--new-buckets', 'classic', '--functions', functions, '--threads', '2', ...args]
  let server = await spawnServer(data, { args: all })
  const options: SpawnOptions = { args: all, port: server.port }
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
  const send = (method: string, path: string, body?: Buffer): Promise<{ status: number; body: Buffer }> =>
    sendRequest({ agent, port: server.port, method, path, body })
  const versions = new Map<string, string>()
  const world: KillWorld = {
    folder,
    s3,
    control,
    keys: Array.from({ length: objects }, (_, index) => `k/${String(index).padStart(6, '0')}`),
    versions,
    server: () => server,
    async restart() {
      server = await spawnServer(data, options)
    },
    killAtStart: (afterMs) => killAtStart(data, afterMs, options),
    put: async (path, body) => (await send('PUT', path, body)).status,
    get: async (path) => (await send('GET', path)).body,
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
  await fill(world, versions)
  return world
}

/** How the kill test's buckets are filled. */
const FILLED = [
  ['source', 'STANDARD'],
  ['archive', 'GLACIER'],
  ['replicated', 'STANDARD'],
] as const

/** @param versions is given the version ids of `replicated` */
async function fill({ s3, keys }: KillWorld, versions: Map<string, string>): Promise<void> {
  for (const Bucket of ['target', 'manifests', 'reports', 'archive', 'uploads', 'replicated', 'replica']) {
    await s3.send(new CreateBucketCommand({ Bucket }))
  }
  await s3.send(new CreateBucketCommand({ Bucket: 'source', ObjectLockEnabledForBucket: true }))
  for (const Bucket of ['target', 'replicated', 'replica']) {
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }))
  }
  for (const [Bucket, StorageClass] of FILLED) {
    for (let first = 0; first < keys.length; first += 50) {
      const some = keys.slice(first, first + 50)
      const put = (Key: string) => s3.send(new PutObjectCommand({ Bucket, Key, Body: Key, StorageClass }))
      const answers = await Promise.all(some.map(put))
      if (Bucket !== 'replicated') continue
      for (const [index, key] of some.entries()) versions.set(key, answers[index]?.VersionId ?? '')
    }
  }
  await s3.send(new PutBucketReplicationCommand({ Bucket: 'replicated', ReplicationConfiguration: REPLICATION }))
}

const REPLICATION: ReplicationConfiguration = {
  Role: ROLE,
  Rules: [
    {
      ID: 'all',
      Status: 'Enabled',
      Priority: 1,
      Filter: { Prefix: '' },
      DeleteMarkerReplication: { Status: 'Disabled' },
      Destination: { Bucket: 'arn:aws:s3:::replica' },
    },
  ],
}

/** Puts a job's manifest: the keys so often as the operation wants them, and now and then one that is not there. */
export async function putRows(
  { s3, keys, versions }: KillWorld,
  { bucket, repeat }: KilledOperation,
  { name, missingEvery }: Fate,
): Promise<{ readonly manifest: JobManifest; readonly rows: readonly string[]; readonly missing: number }> {
  const versioned = bucket === 'replicated'
  const row = (key: string, version = NO_VERSION): string => `${bucket},${key},${versioned ? version : ''}`
  const rows: string[] = []
  let missing = 0
  for (let turn = 0; turn < repeat; turn++) {
    for (const [index, key] of keys.entries()) {
      rows.push(row(key, versions.get(key)))
      if (index % missingEvery !== 0) continue
      const gone = missingEvery === 1 ? [`${key}-missing`, `${key}-gone`] : [`${key}-missing`]
      rows.push(...gone.map((absent) => row(absent)))
      missing += gone.length
    }
  }
  const Key = `${bucket}-${repeat}-${name}.csv`
  const Body = rows.map((text) => `${versioned ? text : text.slice(0, -1)}\n`).join('')
  const { ETag } = await s3.send(new PutObjectCommand({ Bucket: 'manifests', Key, Body }))
  const manifest: JobManifest = {
    Spec: {
      Format: 'S3BatchOperations_CSV_20180820',
      Fields: versioned ? ['Bucket', 'Key', 'VersionId'] : ['Bucket', 'Key'],
    },
    Location: { ObjectArn: `arn:aws:s3:::manifests/${Key}`, ETag },
  }
  return { manifest, rows, missing }
}

const NO_VERSION = 'null'

function sendRequest(to: {
  readonly agent: Agent
  readonly port: number
  readonly method: string
  readonly path: string
  readonly body: Buffer | undefined
}): Promise<{ status: number; body: Buffer }> {
  const { body, ...options } = to
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `AWS ${ACCOUNT}:x`,
      ...(body === undefined ? {} : { 'content-length': body.length }),
    }
    const sent = request({ ...options, host: '127.0.0.1', headers }, (response) => {
      const pieces: Buffer[] = []
      response.on('data', (piece: Buffer) => pieces.push(piece))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(pieces) }))
      response.on('error', reject)
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
