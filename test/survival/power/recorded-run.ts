import { hash } from 'node:crypto'
import { mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { createJob } from '../../support/create-job.ts'
import { putManifest, REPORT } from '../../support/job-world.ts'
import { type TestServer, withClients } from '../../support/running-server.ts'
import { waitForJob } from '../../support/wait-for-job.ts'
import type { Random } from '../support/random.ts'
import { spawnServer } from '../support/server-process.ts'
import type { Body, Note } from './expectations.ts'
import { type Change, compileRecorder, note, readRecord, recordedBy } from './record.ts'

/** What a server did to its data folder, in order, with what its client knew in between. */
export interface RecordedRun {
  /** The data folder; it was there, and empty, before. */
  readonly root: string
  readonly sync: 'full' | 'normal'
  readonly changes: readonly Change[]
}

export interface RunSize {
  readonly uploaders: number
  readonly uploads: number
  readonly jobs: number
  readonly rows: number
}

/** Uploads, deletions and jobs side by side on a server that is recorded, up to its orderly end. */
export async function recordRun(
  t: TestContext,
  random: Random,
  sync: 'full' | 'normal',
  size: RunSize,
): Promise<RecordedRun> {
  const folder = mkdtempSync(join(tmpdir(), 's3control-local-power-'))
  const root = join(folder, 'data')
  mkdirSync(root)
  const log = join(folder, 'record')
  const env = recordedBy(compileRecorder(folder), root, log)
  const server = await spawnServer(root, { args: ['--sync', sync, '--threads', '2'], env })
  t.after(() => server.end('SIGKILL'))
  const { s3, control } = withClients(t, server as unknown as Parameters<typeof withClients>[1])
  const tell = (what: Note): void => note(log, JSON.stringify(what))
  for (const Bucket of ['uploads', 'source', 'target', 'manifests', 'reports']) {
    await s3.send(new CreateBucketCommand({ Bucket }))
  }
  const VersioningConfiguration = { Status: 'Enabled' } as const
  await s3.send(new PutBucketVersioningCommand({ Bucket: 'target', VersioningConfiguration }))
  for (let key = 0; key < KEYS; key++)
    await s3.send(new PutObjectCommand({ Bucket: 'source', Key: `k${key}`, Body: 'x' }))
  const uploaders = Array.from({ length: size.uploaders }, (_, number) => uploadMany(s3, number, random, size, tell))
  // Halfway the system has written everything back, as it does every half a minute.
  const settled = Promise.all(uploaders.map(({ half }) => half)).then(() => tell({ kind: 'settled' }))
  await Promise.all([settled, ...uploaders.map(({ done }) => done), runJobs({ s3, control }, size, tell)])
  const ending = await server.end('SIGTERM')
  if (ending.code !== 0) throw new Error(server.output())
  return { root, sync, changes: readRecord(log) }
}

const KEYS = 20
const SIZES = [100, 9_000, 30_000, 400_000]

/** One key after the other, each overwritten, deleted and written again by one uploader alone. */
function uploadMany(s3: S3Client, number: number, random: Random, { uploads }: RunSize, tell: (what: Note) => void) {
  let reachHalf = (): void => undefined
  const half = new Promise<void>((resolve) => {
    reachHalf = resolve
  })
  const one = async (): Promise<void> => {
    const Key = `u${number}-${random.below(4)}`
    const deletes = random.next() < 0.2
    const body = random.bytes(random.pick(SIZES))
    const inParts = random.next() < 0.2
    const what = { key: Key, body: deletes ? undefined : described(body, inParts) }
    tell({ kind: 'begun', ...what })
    if (deletes) await s3.send(new DeleteObjectCommand({ Bucket: 'uploads', Key }))
    else if (inParts) await uploadInParts(s3, Key, body)
    else await s3.send(new PutObjectCommand({ Bucket: 'uploads', Key, Body: body }))
    tell({ kind: 'done', ...what })
  }
  const done = (async () => {
    for (let upload = 0; upload < uploads; upload++) {
      if (upload === uploads >> 1) reachHalf()
      await one()
    }
  })()
  return { half, done }
}

function described(body: Buffer, inParts: boolean): Body {
  const digest = hash('md5', body)
  return { digest, etag: inParts ? `${hash('md5', Buffer.from(digest, 'hex'))}-1` : digest }
}

async function uploadInParts(s3: S3Client, Key: string, Body: Buffer): Promise<void> {
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket: 'uploads', Key }))
  const { ETag } = await s3.send(new UploadPartCommand({ Bucket: 'uploads', Key, UploadId, PartNumber: 1, Body }))
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] }
  await s3.send(new CompleteMultipartUploadCommand({ Bucket: 'uploads', Key, UploadId, MultipartUpload }))
}

/** Copies into a versioned bucket, a prefix for each job; out of order, so that each has a task file. */
async function runJobs(
  { s3, control }: Pick<TestServer, 's3' | 'control'>,
  { jobs, rows }: RunSize,
  tell: (what: Note) => void,
): Promise<void> {
  const keys = Array.from({ length: rows }, (_, row) => `"k${(row * 7) % KEYS}"`)
  const Manifest = await putManifest(s3, keys)
  for (let job = 0; job < jobs; job++) {
    const Operation = { S3PutObjectCopy: { TargetResource: 'arn:aws:s3:::target', TargetKeyPrefix: `job-${job}` } }
    const id = await createJob(control, { Manifest, Operation, Report: REPORT, ClientRequestToken: `${job}` })
    tell({ kind: 'job', id })
    await waitForJob(control, id, 'Complete')
    tell({ kind: 'complete', id })
  }
}
