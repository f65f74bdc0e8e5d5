import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { readdirSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { DescribeJobCommand } from '@aws-sdk/client-s3-control'
import { openDatabase } from '../../db/sqlite/open.ts'
import { createJob } from '../support/create-job.ts'
import { makeJobWorld, putManifest, REPORT, textOf } from '../support/job-world.ts'
import { ACCOUNT, type TestServer, withClients } from '../support/running-server.ts'
import { waitForJob } from '../support/wait-for-job.ts'
import { makeSmallDisk, type SmallDisk } from './disk/small-disk.ts'
import { type ServerProcess, spawnServer } from './support/server-process.ts'

const MIB = 1024 * 1024
const NO_ROOM = { name: 'InsufficientStorage', $metadata: { httpStatusCode: 507 } }

/** Objects whose keys are most of a manifest's size. */
const LONG_KEYS = 500

describe('a full disk', () => {
  test('uploads of every size are refused with 507 and leave nothing; what was stored before is there', async (t) => {
    const { disk, server, s3 } = await fullWorld(t, 32)
    await s3.send(new CreateBucketCommand({ Bucket: 'uploads' }))
    const stored = new Map<string, string>()
    for (const size of [1_000, 20_000, MIB]) {
      const Body = Buffer.alloc(size, size % 251)
      await s3.send(new PutObjectCommand({ Bucket: 'uploads', Key: `kept-${size}`, Body }))
      stored.set(`kept-${size}`, hash('md5', Body))
    }
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket: 'uploads', Key: 'parts' }))
    const whole = await uploadPart(s3, 'whole')
    const completion = () => new CompleteMultipartUploadCommand(whole)
    const before = filesOf(disk)
    disk.fill(300_000)
    for (const size of [MIB, 5 * MIB]) {
      const Body = Buffer.alloc(size)
      await refused(s3.send(new PutObjectCommand({ Bucket: 'uploads', Key: 'large', Body })))
      const part = { Bucket: 'uploads', Key: 'parts', UploadId, PartNumber: 1, Body }
      await refused(s3.send(new UploadPartCommand(part)))
    }
    assert.deepEqual(filesOf(disk), before)
    disk.fill()
    await fillDatabase(s3)
    await refused(s3.send(new CreateBucketCommand({ Bucket: 'another' })))
    await refused(s3.send(completion()))
    await refused(s3.send(new CopyObjectCommand({ Bucket: 'uploads', Key: 'copy', CopySource: 'uploads/kept-1000' })))
    for (const Key of stored.keys()) {
      await refused(s3.send(new DeleteObjectCommand({ Bucket: 'uploads', Key })))
      await refused(s3.send(new PutObjectCommand({ Bucket: 'uploads', Key, Body: 'new' })))
    }
    assert.deepEqual(filesOf(disk), before)
    for (const [Key, digest] of stored) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'uploads', Key }))
      assert.equal(hash('md5', (await Body?.transformToByteArray()) ?? ''), digest)
    }
    disk.clear()
    await s3.send(completion())
    assert.equal((await textOf(s3, 'uploads', 'whole')).length, MIB)
    const part = await s3.send(
      new UploadPartCommand({ Bucket: 'uploads', Key: 'parts', UploadId, PartNumber: 1, Body: Buffer.alloc(MIB) }),
    )
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag: part.ETag }] }
    await s3.send(new CompleteMultipartUploadCommand({ Bucket: 'uploads', Key: 'parts', UploadId, MultipartUpload }))
    await s3.send(new PutObjectCommand({ Bucket: 'uploads', Key: 'kept-1000', Body: 'new' }))
    assert.equal(await textOf(s3, 'uploads', 'kept-1000'), 'new')
    await endsWell(disk, server)
    // Files go some time after their objects.
    const left = new Set(filesOf(disk))
    assert.deepEqual(
      before.filter((name) => !left.has(name)),
      [],
    )
  })

  test('CreateJob is refused with 507 and works again when there is room', async (t) => {
    const { disk, server, s3, control } = await fullWorld(t, 32)
    await makeJobWorld(s3, ['a'])
    const Manifest = await putManifest(s3, ['a'])
    disk.fill()
    let refusal: unknown
    for (let number = 0; refusal === undefined && number < 2_000; number++) {
      // Some find room in the log that SQLite has already.
      refusal = await createJob(control, {
        ClientRequestToken: `t${number}`,
        Manifest,
        ConfirmationRequired: true,
      }).then(
        () => undefined,
        (error: unknown) => error,
      )
    }
    assertNoRoom(refusal)
    disk.clear()
    const JobId = await createJob(control, { ClientRequestToken: 'later', Manifest })
    await waitForJob(control, JobId, 'Complete')
    await endsWell(disk, server)
  })

  test('a job whose manifest finds no room fails and says why', async (t) => {
    const { disk, server, s3, control } = await fullWorld(t, 48)
    await makeJobWorld(s3, ['a'])
    // Out of order and quoted: it must be written anew as a task file.
    const rows = Array.from({ length: 60_000 }, (_, row) => `"${(row * 7919) % 60_000}-${'k'.repeat(60)}"`)
    const Manifest = await putManifest(s3, rows)
    disk.fill(700_000)
    const JobId = await createJob(control, { Manifest, Report: REPORT })
    const job = await waitForJob(control, JobId, 'Failed')
    assert.deepEqual(job.FailureReasons, [
      { FailureCode: 'InsufficientStorage', FailureReason: 'There is not enough room left to run the job.' },
    ])
    disk.clear()
    const again = await createJob(control, { Manifest, Report: REPORT, ClientRequestToken: 'again' })
    // Not one of its keys is there.
    const { FailureReasons } = await waitForJob(control, again, 'Failed')
    assert.equal(FailureReasons?.[0]?.FailureCode, 'FailureThresholdExceeded')
    assert.deepEqual(await emptied(disk), [])
    await endsWell(disk, server)
  })

  test('a generated manifest that finds no room fails its job, which says why', async (t) => {
    const { disk, server, s3, control } = await fullWorld(t, 48)
    await makeJobWorld(s3, [])
    for (let number = 0; number < LONG_KEYS; number++) {
      await s3.send(new PutObjectCommand({ Bucket: 'source', Key: `${number}-${'k'.repeat(900)}`, Body: 'x' }))
    }
    const S3JobManifestGenerator = { SourceBucket: 'arn:aws:s3:::source', EnableManifestOutput: false }
    const generated = { Manifest: undefined, ManifestGenerator: { S3JobManifestGenerator }, Report: REPORT }
    disk.fill(LONG_KEYS * 500)
    const JobId = await createJob(control, generated)
    const job = await waitForJob(control, JobId, 'Failed')
    assert.deepEqual(job.FailureReasons, [
      { FailureCode: 'InsufficientStorage', FailureReason: 'There is not enough room left to run the job.' },
    ])
    assert.deepEqual(await emptied(disk), [])
    disk.clear()
    const again = await createJob(control, { ...generated, ClientRequestToken: 'again' })
    await waitForJob(control, again, 'Complete')
    assert.equal(await countRows(s3, again), LONG_KEYS)
    await endsWell(disk, server)
  })

  test('a job that runs out of room at work fails and says why, or ends when there is room again', async (t) => {
    const { disk, server, s3, control } = await fullWorld(t, 64)
    await makeJobWorld(s3, ['a'])
    const Manifest = await putManifest(
      s3,
      Array.from({ length: 60_000 }, () => 'a'),
    )
    const copy = { S3PutObjectCopy: { TargetResource: 'arn:aws:s3:::target', TargetKeyPrefix: 'x'.repeat(500) } }
    disk.fill(700_000)
    const JobId = await createJob(control, { Manifest, Operation: copy, Report: REPORT })
    await reachesFullDisk(control, JobId)
    await pause(1_500)
    assert.equal(server.output().includes('SqliteError'), false, server.output())
    disk.clear()
    const job = await waitForJob(control, JobId, 'Failed', 'Complete')
    const { NumberOfTasksSucceeded: succeeded = 0, NumberOfTasksFailed: failed = 0 } = job.ProgressSummary ?? {}
    if (job.Status === 'Failed') {
      assert.equal(job.FailureReasons?.[0]?.FailureCode, 'InsufficientStorage')
      if (job.FailureReasons?.length === 1) assert.equal(await countRows(s3, JobId), succeeded + failed)
      else assert.match(job.FailureReasons?.[1]?.FailureReason ?? '', /not enough room left to write the job report/)
    } else assert.equal(await countRows(s3, JobId), 60_000)
    await endsWell(disk, server)
  })

  test('a job whose objects alone find no room fails and says why; its report tells what was done', async (t) => {
    // No file may become larger: those of the objects come there, that of the jobs does not.
    const wrapper = ['sh', '-c', 'ulimit -f 8192 && exec "$@"', 'sh']
    const { disk, server, s3, control } = await fullWorld(t, 64, wrapper)
    await makeJobWorld(s3, ['a'])
    const VersioningConfiguration = { Status: 'Enabled' } as const
    await s3.send(new PutBucketVersioningCommand({ Bucket: 'target', VersioningConfiguration }))
    const Manifest = await putManifest(
      s3,
      Array.from({ length: 10_000 }, () => 'a'),
    )
    const copy = { S3PutObjectCopy: { TargetResource: 'arn:aws:s3:::target', TargetKeyPrefix: 'x'.repeat(900) } }
    const JobId = await createJob(control, { Manifest, Operation: copy, Report: REPORT })
    const { FailureReasons, ProgressSummary } = await waitForJob(control, JobId, 'Failed')
    assert.deepEqual(FailureReasons, [
      { FailureCode: 'InsufficientStorage', FailureReason: 'There is not enough room left to run the job.' },
    ])
    const succeeded = ProgressSummary?.NumberOfTasksSucceeded ?? 0
    assert.ok(succeeded < 10_000, `${succeeded} tasks found room`)
    assert.equal(await countRows(s3, JobId), succeeded)
    await endsWell(disk, server)
  })

  test('a report that finds no room is written when there is some, or the job says why not', async (t) => {
    const { disk, server, s3, control } = await fullWorld(t, 48)
    await makeJobWorld(s3, ['a'])
    const Manifest = await putManifest(
      s3,
      Array.from({ length: 100_000 }, () => 'a'),
    )
    disk.fill(1_800_000)
    const JobId = await createJob(control, { Manifest, Report: REPORT })
    const job = await waitForJob(control, JobId, 'Failed', 'Complete')
    assert.equal(job.Status, 'Failed', 'the report takes about 4 MB')
    assert.deepEqual(job.FailureReasons, [
      {
        FailureCode: 'InsufficientStorage',
        FailureReason: 'There is not enough room left to write the job report.',
      },
    ])
    assert.equal(job.ProgressSummary?.NumberOfTasksSucceeded, 100_000)
    disk.clear()
    const again = await createJob(control, { Manifest, Report: REPORT, ClientRequestToken: 'again' })
    await waitForJob(control, again, 'Complete')
    assert.equal(await countRows(s3, again), 100_000)
    await endsWell(disk, server)
  })

  test('snapshots are neither taken nor restored, all is as it was, and both are done when there is room', async (t) => {
    const { disk, server, s3 } = await fullWorld(t, 48)
    const ask = async (path: string, body?: object): Promise<readonly [number, string | undefined]> => {
      const json = body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
      const answer = await fetch(`${server.url}/_emulator/${path}`, { method: 'POST', ...json })
      const { error } = (await answer.json()) as { error?: { code: string } }
      return [answer.status, error?.code]
    }
    const objects = [
      { Bucket: 'seeded', Key: '%05d', count: 20_000, text: 'x' },
      { Bucket: 'seeded', Key: 'large', text: 'y'.repeat(50_000) },
    ]
    assert.equal((await ask('seeds', { buckets: [{ Bucket: 'seeded', account: ACCOUNT }], objects }))[0], 200)
    assert.equal((await ask('snapshots', { name: 'kept' }))[0], 201)
    await s3.send(new PutObjectCommand({ Bucket: 'seeded', Key: 'since', Body: 'since' }))
    const before = filesOf(disk)
    for (const left of [3 * MIB, 20_000, 0]) {
      disk.fill(left)
      assert.deepEqual(await ask('snapshots', { name: 'more' }), [507, 'InsufficientStorage'], `${left} bytes left`)
      assert.deepEqual(await ask('snapshots/kept/restore'), [507, 'InsufficientStorage'], `${left} bytes left`)
      disk.clear()
      assert.equal(await textOf(s3, 'seeded', 'since'), 'since')
    }
    assert.deepEqual(filesOf(disk), before)
    assert.equal((await ask('snapshots', { name: 'more' }))[0], 201)
    assert.equal((await ask('snapshots/kept/restore'))[0], 200)
    await assert.rejects(textOf(s3, 'seeded', 'since'), { name: 'NoSuchKey' })
    assert.equal((await textOf(s3, 'seeded', 'large')).length, 50_000)
    assert.equal((await ask('snapshots/more/restore'))[0], 200)
    assert.equal(await textOf(s3, 'seeded', 'since'), 'since')
    await endsWell(disk, server)
  })
})

interface FullWorld extends Pick<TestServer, 's3' | 'control'> {
  readonly disk: SmallDisk
  readonly server: ServerProcess
}

async function fullWorld(t: TestContext, megabytes: number, wrapper: readonly string[] = []): Promise<FullWorld> {
  const disk = makeSmallDisk(megabytes)
  t.after(() => disk.remove())
  const server = await spawnServer(join(disk.folder, 'data'), { args: ['--threads', '2'], wrapper })
  t.after(() => server.end('SIGKILL'))
  // Only the clients are made: they need no more than the address.
  const { s3, control } = withClients(t, server as unknown as Parameters<typeof withClients>[1])
  return { disk, server, s3, control }
}

/** It is still up, holds no file that is gone, ends in order, has logged no fault, and its databases are whole. */
async function endsWell(disk: SmallDisk, server: ServerProcess): Promise<void> {
  await until(() => heldFiles(server.pid).length === 0)
  assert.deepEqual(heldFiles(server.pid), [])
  const { code } = await server.end('SIGTERM')
  assert.equal(code, 0, server.output())
  assert.doesNotMatch(server.output(), / fault |a bug/)
  for (const name of ['objects.db', 'jobs.db']) {
    const db = openDatabase({ file: join(stateOf(disk), name) })
    assert.equal(db.pragma('integrity_check', { simple: true }), 'ok')
    db.close()
  }
}

/** Files that have been removed and are still open: their room is not given back. */
function heldFiles(pid: number): readonly string[] {
  const folder = `/proc/${pid}/fd`
  return readdirSync(folder)
    .map((name) => linkOf(join(folder, name)))
    .filter((target) => target.endsWith(' (deleted)'))
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return 'closed meanwhile'
  }
}

async function refused(request: Promise<unknown>): Promise<void> {
  assertNoRoom(
    await request.then(
      () => 'it was taken',
      (error: unknown) => error,
    ),
  )
}

function assertNoRoom(error: unknown): void {
  assert.ok(error instanceof Error, String(error))
  const { name, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } }
  assert.deepEqual({ name, $metadata: { httpStatusCode: $metadata?.httpStatusCode } }, NO_ROOM)
}

/** SQLite's log has some room of its own: small objects until it is full as well. */
async function fillDatabase(s3: S3Client): Promise<void> {
  for (let number = 0; number < 2_000; number++) {
    const put = s3.send(new PutObjectCommand({ Bucket: 'uploads', Key: `small-${number}`, Body: 'x'.repeat(10_000) }))
    const error = await put.then(
      () => undefined,
      (refusal: unknown) => refusal,
    )
    if (error !== undefined) return assertNoRoom(error)
  }
  assert.fail('the disk was never full')
}

async function reachesFullDisk(control: TestServer['control'], JobId: string): Promise<void> {
  for (let before = -1; ; ) {
    const { Job } = await control.send(new DescribeJobCommand({ AccountId: ACCOUNT, JobId }))
    if (Job?.TerminationDate !== undefined) return
    const done = Job?.ProgressSummary?.NumberOfTasksSucceeded ?? 0
    if (Job?.Status === 'Active' && done > 0 && done === before) return
    before = done
    await pause(200)
  }
}

async function countRows(s3: S3Client, JobId: string): Promise<number> {
  const text = await textOf(s3, 'reports', `out/job-${JobId}/manifest.json`)
  const { Results } = JSON.parse(text) as { Results: { Key: string }[] }
  let rows = 0
  for (const { Key } of Results) rows += (await textOf(s3, 'reports', Key)).split('\r\n').length - 1
  return rows
}

function stateOf(disk: SmallDisk): string {
  const data = join(disk.folder, 'data')
  return join(data, readdirSync(data).find((name) => name.startsWith('state-')) ?? 'none')
}

function workOf(disk: SmallDisk): readonly string[] {
  return readdirSync(join(stateOf(disk), 'work'))
}

/** A job's files go just after its end. */
async function emptied(disk: SmallDisk): Promise<readonly string[]> {
  await until(() => workOf(disk).length === 0)
  return workOf(disk)
}

const LIMIT_MS = 60_000

/** What it waits for comes soon, or never. */
async function until(condition: () => boolean): Promise<void> {
  for (const latest = performance.now() + LIMIT_MS; !condition() && performance.now() < latest; ) await pause(20)
}

/** An upload that only wants its completion. */
async function uploadPart(s3: S3Client, Key: string) {
  const upload = { Bucket: 'uploads', Key }
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand(upload))
  const part = { ...upload, UploadId, PartNumber: 1, Body: Buffer.alloc(MIB, 'w') }
  const { ETag } = await s3.send(new UploadPartCommand(part))
  return { ...upload, UploadId, MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] } }
}

/** Bodies, and what is on its way in. */
function filesOf(disk: SmallDisk): readonly string[] {
  return ['blobs', 'incoming'].flatMap((folder) =>
    readdirSync(join(stateOf(disk), folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => folder === 'incoming' || name.includes('/'))
      .sort(),
  )
}
