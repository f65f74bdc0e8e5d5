import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { openDataFolder } from '../../../server/data-folder.ts'
import { DataFolderError } from '../../../server/data-folder-lock.ts'
import { TextFile } from '../../../worker/manifest/text-file.ts'
import { createJob } from '../../support/create-job.ts'
import { makeJobWorld, putManifest, REPORT } from '../../support/job-world.ts'
import { OWN_NAME } from '../../support/own-names.ts'
import { rawRequest } from '../../support/raw-request.ts'
import { ACCOUNT, testServer } from '../../support/running-server.ts'
import { waitForJob } from '../../support/wait-for-job.ts'

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'security-'))
  t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

describe('the data folder', () => {
  test('has no file whose name a client has chosen, and none lies outside', async (t) => {
    const folder = folderOf(t)
    const { port, s3, control, snapshots } = await testServer(t, { data: join(folder, 'data') })
    await makeJobWorld(s3, ['a'])
    const head = `Host: localhost\r\nAuthorization: AWS ${ACCOUNT}:x\r\nConnection: close\r\n`
    const escapes = [
      '../../escaped',
      '%2e%2e%2f%2e%2e%2fescaped',
      '..%5c..%5cescaped',
      '/etc/escaped',
      '%00escaped',
      'C:%5Cescaped',
      './/../escaped',
    ]
    for (const key of escapes) {
      const answer = await rawRequest(
        port,
        `PUT /source/${key} HTTP/1.1\r\n${head}Content-Length: 100000\r\n\r\n${'x'.repeat(100_000)}`,
      )
      assert.match(answer, /^HTTP\/1\.1 200 /, key)
    }
    for (const bucket of ['..', '%2e%2e', '.', 'a%2fb', '..%2f..%2fescaped']) {
      assert.match(
        await rawRequest(port, `PUT /${bucket} HTTP/1.1\r\n${head}Content-Length: 0\r\n\r\n`),
        /^HTTP\/1\.1 40\d /,
        bucket,
      )
    }
    const Report = { ...REPORT, Prefix: '../../escaped' }
    const id = await createJob(control, { Manifest: await putManifest(s3, escapes.slice(1)), Report })
    await waitForJob(control, id, 'Complete')
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'source', Key: '../../escaped' }))
    assert.equal((await Body?.transformToByteArray())?.length, 100_000)
    await snapshots.take('chosen_by_a_client')
    const names = readdirSync(join(folder, 'data'), { recursive: true, encoding: 'utf8' }).flatMap((path) =>
      path.split('/'),
    )
    assert.deepEqual(
      names.filter((name) => !OWN_NAME.test(name) && name !== id),
      [],
    )
    assert.deepEqual(readdirSync(folder), ['data'])
    assert.ok(!existsSync('/etc/escaped'))
  })

  test('is for its owner alone, and so is the key of its authority', async (t) => {
    const data = join(folderOf(t), 'data')
    await testServer(t, { data, tls: true })
    const found = readdirSync(data, { recursive: true, withFileTypes: true })
    const modeOf = (name: string): number => {
      const entry = found.find((each) => each.name === name) ?? assert.fail(`no ${name}`)
      return statSync(join(entry.parentPath, entry.name)).mode & 0o077
    }
    for (const name of ['state-0', 'ca-key.pem']) assert.equal(modeOf(name), 0, name)
    assert.equal(statSync(openDataFolder(undefined).current()).mode & 0o077, 0)
  })

  test('has no key of a customer in it', async (t) => {
    const data = join(folderOf(t), 'data')
    const { s3 } = await testServer(t, { data })
    const key = randomBytes(32)
    const SSECustomerKey = key as unknown as string
    await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }))
    await s3.send(
      new PutObjectCommand({ Bucket: 'bucket', Key: 'k', Body: 'x', SSECustomerAlgorithm: 'AES256', SSECustomerKey }),
    )
    const texts = [key, Buffer.from(key.toString('base64')), Buffer.from(key.toString('hex'))]
    for (const entry of readdirSync(data, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue
      const bytes = readFileSync(join(entry.parentPath, entry.name))
      for (const text of texts) assert.ok(!bytes.includes(text), entry.name)
    }
  })
})

describe('symbolic links', () => {
  test('where a work file is to be are replaced, never written through', (t) => {
    const folder = folderOf(t)
    const victim = join(folder, 'victim')
    writeFileSync(victim, 'as it was')
    symlinkSync(victim, join(folder, 'tasks.csv'))
    const file = new TextFile(join(folder, 'tasks.csv'), { md5: false })
    file.write('something else')
    file.end()
    assert.equal(readFileSync(victim, 'utf8'), 'as it was')
  })

  test('where the lock is to be are not followed', (t) => {
    const folder = folderOf(t)
    const victim = join(folder, 'victim')
    for (const name of ['lock', 'lock.db']) {
      const data = join(folder, `with ${name}`)
      mkdirSync(data)
      symlinkSync(victim, join(data, name))
      if (name === 'lock') openDataFolder(data).release()
      else assert.throws(() => openDataFolder(data), DataFolderError)
      assert.ok(!existsSync(victim))
    }
  })
})
