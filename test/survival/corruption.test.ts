import assert from 'node:assert/strict'
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3'
import { DescribeJobCommand, ListJobsCommand, UpdateJobStatusCommand } from '@aws-sdk/client-s3-control'
import { openDatabase } from '../../db/sqlite/open.ts'
import { createJob } from '../support/create-job.ts'
import { makeJobWorld, putManifest, REPORT, textOf } from '../support/job-world.ts'
import { ACCOUNT, type TestServer, withClients } from '../support/running-server.ts'
import { waitForJob } from '../support/wait-for-job.ts'
import { either, figure } from './support/form.ts'
import { type Random, seededTest } from './support/random.ts'
import { NotReady, type ServerProcess, spawnServer } from './support/server-process.ts'

/** Ways in which a database is lost; its log goes with it, as it holds nothing after an orderly end. */
const LOSSES: Readonly<Record<string, (file: string) => void>> = {
  missing: (file) => rmSync(file),
  empty: (file) => truncateSync(file, 0),
}

describe('a start on a damaged data folder', () => {
  for (const name of ['objects.db', 'jobs.db']) {
    test(`${name} that is no database is named in one line`, async (t) => {
      const data = await usedFolder(t)
      rmSync(join(data, 'state-0', `${name}-wal`), { force: true })
      writeFileSync(
        join(data, 'state-0', name),
        'this is no database, but it is long enough to be looked at. '.repeat(100),
      )
      assert.match(
        await refusal(data),
        new RegExp(`^The file \\S+${name} is no database \\(file is not a database\\)\\.\n$`),
      )
    })

    test(`${name} that was made by a newer version is named in one line`, async (t) => {
      const data = await usedFolder(t)
      const db = openDatabase({ file: join(data, 'state-0', name) })
      db.pragma('user_version = 99')
      db.close()
      assert.match(
        await refusal(data),
        new RegExp(`^The database \\S+${name} was made by a newer version of s3control-local: it has schema 99, this`),
      )
    })

    test(`${name} whose first pages are damaged is named in one line`, async (t) => {
      const data = await usedFolder(t)
      damage(join(data, 'state-0', name), 100, 4_000)
      assert.match(await refusal(data), new RegExp(`^The file \\S+${name} is damaged \\([^\n]+\\)\\.\n$`))
    })
  }

  for (const [what, lose] of Object.entries(LOSSES)) {
    test(`objects.db that is ${what} is named in one line, and the bodies it knew are left alone`, async (t) => {
      const { data, server, body } = await bodyWorld(t, 20_000)
      await server.end('SIGTERM')
      lose(join(data, 'state-0', 'objects.db'))
      assert.match(
        await refusal(data),
        /^The file \S+objects\.db is missing or empty, though \S+blobs holds files that it must have known: [^\n]+\n$/,
      )
      assert.ok(existsSync(body.file))
    })

    test(`jobs.db that is ${what} while jobs have files is named in one line`, async (t) => {
      const { data, server, s3, control } = await world(t)
      await makeJobWorld(s3, ['a'])
      const Manifest = await putManifest(s3, ['a'])
      const JobId = await createJob(control, { Manifest, ConfirmationRequired: true })
      await waitForJob(control, JobId, 'Suspended')
      await server.end('SIGTERM')
      lose(join(data, 'state-0', 'jobs.db'))
      assert.match(await refusal(data), /^The file \S+jobs\.db is missing or empty, though \S+work holds files/)
      assert.ok(existsSync(join(data, 'state-0', 'work', JobId)))
    })

    test(`a folder without data, whose databases are ${what}, begins anew`, async (t) => {
      const data = await usedFolder(t)
      for (const name of ['objects.db', 'jobs.db']) lose(join(data, 'state-0', name))
      const server = await spawnServer(data)
      assert.equal((await server.end('SIGTERM')).code, 0)
    })
  }

  test('a database that ends too early is refused in one line, or the rest of it is served', async (t) => {
    const data = folderOf(t)
    const { server, s3 } = await world(t, data)
    await fill(s3)
    await server.end('SIGTERM')
    const file = join(data, 'state-0', 'objects.db')
    truncateSync(file, statSync(file).size >> 1)
    assert.ok(['refused', 'served'].includes(await startAndUse(data)))
  })

  test('a folder that is a file is named in one line', async (t) => {
    const data = folderOf(t)
    writeFileSync(data, '')
    assert.match(await refusal(data), /^The data folder \S+ cannot be used: [^\n]+\n$/)
  })

  test('what lies in the folder beside the data is left alone', async (t) => {
    const data = await usedFolder(t)
    mkdirSync(join(data, 'state-old'))
    writeFileSync(join(data, 'notes.txt'), 'mine')
    const server = await spawnServer(data)
    await server.end('SIGTERM')
    assert.deepEqual(readdirSync(data).sort(), ['lock.db', 'notes.txt', 'state-0', 'state-old'])
  })
})

describe('a damaged body', () => {
  const SIZES = [20_000, 300_000, 1_000_000]

  for (const size of SIZES) {
    test(`of ${size} bytes with other bytes is not given out, and is named`, async (t) => {
      const { server, s3, body } = await bodyWorld(t, size)
      damage(body.file, size >> 1, 1)
      await isNotReadable(server)
      await logs(server, /DamagedFile: The body file blobs\/\S+ does not have the bytes that were written\./)
      await restIsThere(s3)
    })

    test(`of ${size} bytes that is shorter is refused, and is named`, async (t) => {
      const { server, s3, body } = await bodyWorld(t, size)
      truncateSync(body.file, size - 10)
      await assert.rejects(get(s3, 'victim'), { name: 'InternalError', $fault: 'server' })
      await logs(
        server,
        new RegExp(`DamagedFile: The body file blobs/\\S+ has ${size - 10} bytes instead of ${size}\\.`),
      )
      await restIsThere(s3)
    })

    test(`of ${size} bytes that is missing is refused, and is named`, async (t) => {
      const { server, s3, body } = await bodyWorld(t, size)
      rmSync(body.file)
      await assert.rejects(get(s3, 'victim'), { name: 'InternalError', $fault: 'server' })
      await logs(server, /DamagedFile: The body file blobs\/\S+ is missing\./)
      await restIsThere(s3)
      await s3.send(new PutObjectCommand({ Bucket: 'bodies', Key: 'victim', Body: 'new' }))
      assert.equal((await get(s3, 'victim')).toString(), 'new')
    })
  }

  for (const size of SIZES.slice(0, 2)) {
    test(`of ${size} bytes is not copied as a part, nor given a checksum by a copy; what it was put together to is not given out`, async (t) => {
      const { server, s3, body } = await bodyWorld(t, size)
      const [Bucket, CopySource, refused] = ['bodies', 'bodies/victim', { name: 'InternalError', $fault: 'server' }]
      const begin = async (Key: string) => {
        const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }))
        return { Bucket, Key, UploadId }
      }
      const copyPart = async (upload: Awaited<ReturnType<typeof begin>>) =>
        s3.send(new UploadPartCopyCommand({ ...upload, PartNumber: 1, CopySource }))
      const [whole, broken] = [await begin('whole'), await begin('broken')]
      const { CopyPartResult: { ETag } = {} } = await copyPart(whole)
      const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] }
      await s3.send(new CompleteMultipartUploadCommand({ ...whole, MultipartUpload }))
      assert.equal((await get(s3, 'whole')).length, size)
      for (const file of blobsOf(body.file, size)) damage(file, size >> 1, 1)
      await assert.rejects(copyPart(broken), refused)
      const summed = { Bucket, Key: 'summed', CopySource, ChecksumAlgorithm: 'SHA256' as const }
      await assert.rejects(s3.send(new CopyObjectCommand(summed)), refused)
      await isNotReadable(server, 'whole')
      await restIsThere(s3)
    })
  }

  test('a range of a damaged body is not checked, one of a shorter body is refused', async (t) => {
    const { s3, body } = await bodyWorld(t, 300_000)
    damage(body.file, 150_000, 1)
    assert.equal((await get(s3, 'victim', 'bytes=0-9')).length, 10)
    truncateSync(body.file, 200_000)
    await assert.rejects(get(s3, 'victim', 'bytes=0-9'), { name: 'InternalError' })
  })

  test('that is missing is named at the next start, without anybody asking for it', async (t) => {
    const { data, server, body } = await bodyWorld(t, 20_000)
    await server.end('SIGTERM')
    rmSync(body.file)
    const again = await spawnServer(data)
    t.after(() => again.end('SIGKILL'))
    await logs(again, /damaged blobs\/\S+ A body is missing\./)
  })

  test('that is a manifest fails the job, which names the file', async (t) => {
    const { data, server, s3, control } = await world(t)
    await makeJobWorld(s3, ['a'])
    const Manifest = await putManifest(
      s3,
      Array.from({ length: 20_000 }, () => 'a'),
    )
    damage(onlyBlob(data).file, 1_000, 1)
    const JobId = await createJob(control, { Manifest })
    const { FailureReasons } = await waitForJob(control, JobId, 'Failed')
    assert.equal(FailureReasons?.[0]?.FailureCode, 'InternalError')
    assert.match(FailureReasons?.[0]?.FailureReason ?? '', /^The body file blobs\/\S+ does not have the bytes/)
    await logs(server, /a fault failed a job in Preparing \S+ /)
  })

  test('is a failed row of a checksum job; the other rows are done', async (t) => {
    const { data, s3, control } = await world(t)
    await makeJobWorld(s3, ['a', 'b'])
    await s3.send(new PutObjectCommand({ Bucket: 'source', Key: 'broken', Body: Buffer.alloc(50_000, 7) }))
    damage(onlyBlob(data).file, 1_000, 1)
    const Manifest = await putManifest(s3, ['a', 'b', 'broken'])
    const Operation = { S3ComputeObjectChecksum: { ChecksumAlgorithm: 'CRC32' as const } }
    const JobId = await createJob(control, { Manifest, Operation, Report: REPORT })
    const { ProgressSummary } = await waitForJob(control, JobId, 'Complete')
    assert.deepEqual([ProgressSummary?.NumberOfTasksSucceeded, ProgressSummary?.NumberOfTasksFailed], [2, 1])
  })
})

describe('a damaged task file', () => {
  const DAMAGE: Readonly<Record<string, (file: string) => void>> = {
    'other bytes': (file) => damage(file, 100, 1),
    'no end': (file) => truncateSync(file, statSync(file).size - 5),
    'no file': (file) => rmSync(file),
  }
  for (const [what, doDamage] of Object.entries(DAMAGE)) {
    test(`with ${what} fails its job, which says so; other jobs run`, async (t) => {
      const { data, server, s3, control } = await world(t)
      await makeJobWorld(s3, ['a', 'b', 'c'])
      // Quoted rows are written anew as a task file.
      const Manifest = await putManifest(
        s3,
        Array.from({ length: 1_000 }, (_, row) => `"${'abc'.charAt(row % 3)}"`),
      )
      const JobId = await createJob(control, { Manifest, ConfirmationRequired: true, Report: REPORT })
      await waitForJob(control, JobId, 'Suspended')
      doDamage(join(data, 'state-0', 'work', JobId, 'tasks.csv'))
      await control.send(new UpdateJobStatusCommand({ AccountId: ACCOUNT, JobId, RequestedJobStatus: 'Ready' }))
      const { FailureReasons, ProgressSummary } = await waitForJob(control, JobId, 'Failed')
      assert.equal(FailureReasons?.[0]?.FailureCode, 'InternalError')
      assert.match(
        FailureReasons?.[0]?.FailureReason ?? '',
        /^The job's list of tasks, tasks\.csv in its work folder, /,
      )
      assert.equal(ProgressSummary?.NumberOfTasksSucceeded, 0)
      await logs(server, new RegExp(`a fault failed a job in Active ${JobId} `))
      const other = await createJob(control, { Manifest, ClientRequestToken: 'other' })
      await waitForJob(control, other, 'Complete')
    })
  }

  test('that is damaged when its tasks are done fails its job, which says so, and makes no report', async (t) => {
    const data = folderOf(t)
    const functions = mkdtempSync(join(tmpdir(), 's3control-local-functions-'))
    t.after(() => rmSync(functions, { recursive: true, maxRetries: 5 }))
    writeFileSync(join(functions, 'spoil.cjs'), spoiler(data))
    const { s3, control } = await world(t, data, ['--functions', functions])
    await makeJobWorld(s3, ['a'])
    const LambdaInvoke = { FunctionArn: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:spoil` }
    const Manifest = await putManifest(s3, ['"a"'])
    const JobId = await createJob(control, { Manifest, Operation: { LambdaInvoke }, Report: REPORT })
    const { FailureReasons, ProgressSummary } = await waitForJob(control, JobId, 'Failed')
    assert.match(FailureReasons?.[0]?.FailureReason ?? '', /^The job's list of tasks, tasks\.csv in its work folder, /)
    assert.equal(ProgressSummary?.NumberOfTasksSucceeded, 1)
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'reports' }))
    assert.deepEqual(Contents, [])
  })
})

/** A function that damages the list of the tasks it is called for. */
function spoiler(data: string): string {
  return `const { writeFileSync } = require('node:fs')
exports.handler = async ({ job, tasks, invocationId }) => {
  writeFileSync(${JSON.stringify(join(data, 'state-0', 'work'))} + '/' + job.id + '/tasks.csv', 'source,b\\n')
  const results = tasks.map(({ taskId }) => ({ taskId, resultCode: 'Succeeded', resultString: '' }))
  return { invocationSchemaVersion: '1.0', treatMissingKeysAs: 'PermanentFailure', invocationId, results }
}`
}

describe('a damaged page', () => {
  test('of the objects fails what needs it and names the database; the rest is served', async (t) => {
    const data = folderOf(t)
    const first = await world(t, data)
    await fill(first.s3)
    await first.server.end('SIGTERM')
    const page = pageOf(join(data, 'state-0', 'objects.db'), 'version')
    damage(join(data, 'state-0', 'objects.db'), page * 4_096, 4_096)
    const { server, s3, control } = await world(t, data)
    const answers = await Promise.allSettled(Array.from({ length: OBJECTS }, (_, number) => get(s3, `key-${number}`)))
    const failed = answers.filter(({ status }) => status === 'rejected')
    assert.ok(failed.length > 0, 'some were on the page')
    for (const answer of failed) {
      assert.equal((answer as PromiseRejectedResult).reason.name, 'InternalError')
    }
    await logs(server, /DatabaseUnusable: The file \S+objects\.db is damaged \(database disk image is malformed\)\./)
    assert.equal((await fetch(`${server.url}/_emulator/health`)).status, 200)
    await s3.send(new CreateBucketCommand({ Bucket: 'another' }))
    const job = await createJob(control)
    await waitForJob(control, job, 'Failed')
    assert.equal((await server.end('SIGTERM')).code, 0)
  })

  test('of the jobs fails what needs it and names the database; objects are served', async (t) => {
    const data = folderOf(t)
    const first = await world(t, data)
    await makeJobWorld(first.s3, ['a'])
    for (let number = 0; number < 200; number++) {
      await createJob(first.control, {
        ClientRequestToken: `${number}`,
        ConfirmationRequired: true,
        Description: 'd'.repeat(200),
      })
    }
    // A job that is under way, or left files, would be looked up at the start.
    const underway = () => new ListJobsCommand({ AccountId: ACCOUNT, JobStatuses: ['New', 'Preparing'] })
    while (((await first.control.send(underway())).Jobs ?? []).length > 0) await pause(20)
    while (readdirSync(join(data, 'state-0', 'work')).length > 0) await pause(20)
    await first.server.end('SIGTERM')
    const page = pageOf(join(data, 'state-0', 'jobs.db'), 'sqlite_autoindex_job_1')
    damage(join(data, 'state-0', 'jobs.db'), page * 4_096, 4_096)
    const { server, s3, control } = await world(t, data)
    assert.equal(await textOf(s3, 'source', 'a'), 'body of a')
    const { Jobs = [] } = await control.send(new ListJobsCommand({ AccountId: ACCOUNT, MaxResults: 1_000 }))
    assert.equal(Jobs.length, 200)
    const described = await Promise.allSettled(
      Jobs.map(({ JobId }) => control.send(new DescribeJobCommand({ AccountId: ACCOUNT, JobId }))),
    )
    const failed = described.filter(({ status }) => status === 'rejected').length
    assert.ok(failed > 0 && failed < 200, `${failed} of the jobs were on the page`)
    await logs(server, /The file \S+jobs\.db is damaged/)
    assert.equal((await server.end('SIGTERM')).code, 0)
  })
})

describe('a damaged record', () => {
  test('of a job that was at work is named in one line', async (t) => {
    const { data, server, s3, control } = await world(t)
    await makeJobWorld(s3, ['a'])
    const JobId = await createJob(control, { Manifest: await putManifest(s3, ['a']), ConfirmationRequired: true })
    await waitForJob(control, JobId, 'Suspended')
    await server.end('SIGTERM')
    const db = openDatabase({ file: join(data, 'state-0', 'jobs.db') })
    db.exec("UPDATE job_request SET body = replace(body, '\"', '%')")
    db.close()
    assert.match(await refusal(data), /^The file \S+jobs\.db is damaged \(a record cannot be read\)\.\n$/)
  })
})

describe('damage anywhere', () => {
  seededTest('a server refuses to start in one line, or serves and ends in order', async (t, random) => {
    const original = folderOf(t)
    const { server, s3, control } = await world(t, original)
    await fill(s3)
    await makeJobWorld(s3, ['a'])
    const Manifest = await putManifest(
      s3,
      Array.from({ length: 2_000 }, () => '"a"'),
    )
    for (let number = 0; number < 30; number++) {
      await createJob(control, { Manifest, ClientRequestToken: `${number}`, ConfirmationRequired: number % 2 === 0 })
    }
    await server.end('SIGKILL')
    // Once with SQLite's logs, once with all in the databases.
    const ended = `${original}-ended`
    cpSync(original, ended, { recursive: true })
    await (await spawnServer(ended)).end('SIGTERM')
    const outcomes = { refused: 0, served: 0 }
    for (let round = 0; round < either(6, 60); round++) {
      const data = `${original}-${round}`
      cpSync(round % 2 === 0 ? original : ended, data, { recursive: true })
      damageSomething(data, random)
      outcomes[await startAndUse(data)] += 1
      rmSync(data, { recursive: true })
    }
    figure(t, 'damage: data folders damaged at random', outcomes.refused + outcomes.served)
    figure(t, 'damage: of them refused in one line', outcomes.refused)
  })
})

/** Some bytes of one of the files are turned, or its end is cut off. */
function damageSomething(data: string, random: Random): void {
  const files = readdirSync(data, { recursive: true, encoding: 'utf8' })
    .map((name) => join(data, name))
    .filter((path) => statSync(path).isFile() && !path.endsWith('-shm') && statSync(path).size > 0)
  const file = random.pick(files)
  const { size } = statSync(file)
  if (random.next() < 0.2) truncateSync(file, random.below(size))
  else damage(file, random.below(size), 1 + random.below(random.next() < 0.5 ? 8 : 8_192))
}

async function startAndUse(data: string): Promise<'refused' | 'served'> {
  let server: ServerProcess
  try {
    server = await spawnServer(data, { args: ['--threads', '1', '--sync', 'off'] })
  } catch (error) {
    assert.ok(error instanceof NotReady, String(error))
    assert.match(error.output, /^The (file|database|data folder) [^\n]+\n$/)
    assert.equal(error.code, 1)
    return 'refused'
  }
  const headers = { 'x-amz-account-id': ACCOUNT, authorization: `AWS ${ACCOUNT}:x` }
  for (const path of ['/', '/bodies', '/bodies/key-7', '/v20180820/jobs', '/source/a']) {
    const { status } = await fetch(`${server.url}${path}`, { headers })
    assert.ok([200, 404, 500].includes(status), `${path} is answered with ${status}; ${server.output()}`)
  }
  const put = await fetch(`${server.url}/bodies/new`, { method: 'PUT', body: 'new', headers })
  assert.ok([200, 404, 500].includes(put.status), `PUT is answered with ${put.status}; ${server.output()}`)
  const { code } = await server.end('SIGTERM')
  assert.equal(code, 0, server.output())
  return 'served'
}

const OBJECTS = 400

interface World extends Pick<TestServer, 's3' | 'control'> {
  readonly data: string
  readonly server: ServerProcess
}

async function world(t: TestContext, data = folderOf(t), more: readonly string[] = []): Promise<World> {
  const server = await spawnServer(data, { args: ['--threads', '1', '--sync', 'off', ...more] })
  t.after(() => server.end('SIGKILL'))
  const { s3, control } = withClients(t, server as unknown as Parameters<typeof withClients>[1])
  return { data, server, s3, control }
}

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 's3control-local-damage-'))
  t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return join(folder, 'data')
}

/** A folder that a server has used and left. */
async function usedFolder(t: TestContext): Promise<string> {
  const data = folderOf(t)
  const { server, s3 } = await world(t, data)
  await s3.send(new CreateBucketCommand({ Bucket: 'bodies' }))
  await server.end('SIGTERM')
  return data
}

/** What a server says that does not start. */
async function refusal(data: string): Promise<string> {
  const error = await spawnServer(data).then(
    async (server) => {
      await server.end('SIGKILL')
      return 'it started'
    },
    (refused: unknown) => refused,
  )
  assert.ok(error instanceof NotReady, String(error))
  assert.equal(error.code, 1)
  assert.equal(existsSync(join(data, 'lock')), false)
  return error.output
}

async function bodyWorld(t: TestContext, size: number) {
  const opened = await world(t)
  const { data, s3 } = opened
  await s3.send(new CreateBucketCommand({ Bucket: 'bodies' }))
  await s3.send(new PutObjectCommand({ Bucket: 'bodies', Key: 'victim', Body: Buffer.alloc(size, 1) }))
  const body = onlyBlob(data)
  await s3.send(new PutObjectCommand({ Bucket: 'bodies', Key: 'large', Body: Buffer.alloc(200_000, 2) }))
  await s3.send(new PutObjectCommand({ Bucket: 'bodies', Key: 'small', Body: 'small' }))
  return { ...opened, body }
}

async function restIsThere(s3: S3Client): Promise<void> {
  assert.equal((await get(s3, 'large')).length, 200_000)
  assert.equal((await get(s3, 'small')).toString(), 'small')
}

async function get(s3: S3Client, Key: string, Range?: string): Promise<Buffer> {
  const Bucket = 'bodies'
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, ...(Range === undefined ? {} : { Range }) }))
  return Buffer.from((await Body?.transformToByteArray()) ?? [])
}

/**
 * Small bodies are refused at once; of large ones the transfer breaks off before its end. Asked for without an SDK, which
 * would look at the bytes itself.
 */
async function isNotReadable({ url }: ServerProcess, key = 'victim'): Promise<void> {
  const started = performance.now()
  const response = await fetch(`${url}/bodies/${key}`, { headers: { authorization: `AWS ${ACCOUNT}:x` } })
  const outcome = await response.arrayBuffer().then(
    ({ byteLength }) => (response.status === 500 ? 'refused' : `${response.status}: ${byteLength} bytes came`),
    () => 'refused',
  )
  assert.equal(outcome, 'refused')
  assert.ok(performance.now() - started < 5_000, 'the client does not wait for what will not come')
}

async function fill(s3: S3Client): Promise<void> {
  await s3.send(new CreateBucketCommand({ Bucket: 'bodies' }))
  for (let number = 0; number < OBJECTS; number++) {
    await s3.send(new PutObjectCommand({ Bucket: 'bodies', Key: `key-${number}`, Body: 'x'.repeat(100) }))
  }
}

/** The one file among the blobs. */
function onlyBlob(data: string): { readonly file: string } {
  const blobs = join(data, 'state-0', 'blobs')
  const names = readdirSync(blobs, { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('/'))
  assert.equal(names.length, 1)
  return { file: join(blobs, names[0] as string) }
}

/** Of a folder of blobs, those of so many bytes. */
function blobsOf(one: string, size: number): readonly string[] {
  const blobs = join(one, '..', '..')
  const files = readdirSync(blobs, { recursive: true, encoding: 'utf8' }).map((name) => join(blobs, name))
  return files.filter((file) => statSync(file).size === size && statSync(file).isFile())
}

/** Turns every bit of so many bytes. */
function damage(file: string, from: number, length: number): void {
  const bytes = readFileSync(file)
  const handle = openSync(file, 'r+')
  for (let at = from; at < Math.min(from + length, bytes.length); at++) {
    writeSync(handle, Buffer.of(~(bytes[at] as number) & 0xff), 0, 1, at)
  }
  closeSync(handle)
}

/** A leaf page, counted from 0, in the middle of a table. */
function pageOf(file: string, table: string): number {
  const db = openDatabase({ file, synchronous: 'off' })
  db.pragma('wal_checkpoint(TRUNCATE)')
  const pages = db
    .prepare("SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY pageno")
    .pluck()
    .all(table) as number[]
  db.close()
  assert.ok(pages.length > 2, `${table} has ${pages.length} leaf pages`)
  return (pages[pages.length >> 1] as number) - 1
}

async function logs(server: ServerProcess, pattern: RegExp): Promise<void> {
  for (const until = performance.now() + 60_000; performance.now() < until; await pause(20)) {
    if (pattern.test(server.output())) return
  }
  assert.match(server.output(), pattern)
}
