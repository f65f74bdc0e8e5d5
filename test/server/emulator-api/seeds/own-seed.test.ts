import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import {
  CreateBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import supertest from 'supertest'
import { startServer } from '../../../../server/index.ts'
import { folderWith } from '../../../support/folder-with.ts'
import { textOf, textsOf } from '../../../support/job-world.ts'
import { ACCOUNT, testServer } from '../../../support/running-server.ts'
import { runProgram, spawnProgram } from '../../../support/spawned-server.ts'

const ROOT = join(import.meta.dirname, '../../../..')

/** Resolves when there is more in a state's log than a store has from the start. */
async function isPlanting(state: string): Promise<void> {
  const log = join(state, 'objects.db-wal')
  while ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) < 1_000_000) await nextTurn()
}

describe('a server that is started with a seed', () => {
  test('has it from the start, and again after every reset', async (t) => {
    const folder = folderWith(t, {
      'seed.json': JSON.stringify({
        buckets: [{ Bucket: 'bkt', account: ACCOUNT }],
        objects: [{ Bucket: 'bkt', Key: 'k', file: 'bodies/k.bin' }],
      }),
      'bodies/k.bin': 'x'.repeat(200_000),
    })
    const server = await testServer(t, { seed: join(folder, 'seed.json') })
    const { s3 } = server
    assert.equal((await textOf(s3, 'bkt', 'k')).length, 200_000)
    await s3.send(new CreateBucketCommand({ Bucket: 'other' }))
    await s3.send(new PutObjectCommand({ Bucket: 'bkt', Key: 'k', Body: 'changed' }))
    await server.reset()
    assert.deepEqual(await textsOf(s3, 'bkt'), { k: 'x'.repeat(200_000) })
    assert.deepEqual(
      (await s3.send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name),
      ['bkt'],
    )
  })

  test('takes a folder of folders for buckets and their objects', async (t) => {
    const folder = folderWith(t, {
      'site/index.html': '<p>hello',
      'site/img/deep/logo.png': Buffer.alloc(70_000, 7),
      'site/.well-known/x': 'hidden to folders, not to S3',
      'other/empty': '',
      '.DS_Store': 'no bucket',
    })
    const { s3Of } = await testServer(t, { seed: folder, account: ACCOUNT })
    const s3 = s3Of({})
    assert.deepEqual(Object.keys(await textsOf(s3, 'site')), ['.well-known/x', 'img/deep/logo.png', 'index.html'])
    const page = await s3.send(new HeadObjectCommand({ Bucket: 'site', Key: 'index.html' }))
    const image = await s3.send(new HeadObjectCommand({ Bucket: 'site', Key: 'img/deep/logo.png' }))
    assert.deepEqual([page.ContentType, image.ContentType, image.ContentLength], ['text/html', 'image/png', 70_000])
    assert.deepEqual(await textsOf(s3, 'other'), { empty: '' })
  })

  test('keeps what it has when it starts again on its data: no second versions, no changes taken back', async (t) => {
    const folder = folderWith(t, {
      'seed.json': JSON.stringify({
        buckets: [{ Bucket: 'bkt', account: ACCOUNT, VersioningConfiguration: { Status: 'Enabled' } }],
        objects: [{ Bucket: 'bkt', Key: 'k%d', count: 3, text: 'x' }],
      }),
    })
    const settings = { seed: join(folder, 'seed.json'), data: join(folder, 'data') }
    const versions = async (change: boolean): Promise<readonly string[]> => {
      const { s3, stop } = await testServer(t, settings)
      const found = await s3.send(new ListObjectVersionsCommand({ Bucket: 'bkt' }))
      if (change) await s3.send(new PutObjectCommand({ Bucket: 'bkt', Key: 'k1', Body: 'mine' }))
      if (!change) assert.equal(await textOf(s3, 'bkt', 'k1'), 'mine')
      await stop()
      return found.Versions?.map(({ VersionId }) => VersionId ?? '') ?? []
    }
    const first = await versions(true)
    assert.equal(first.length, 3)
    const second = await versions(false)
    assert.deepEqual([second.length, first.every((id) => second.includes(id))], [4, true])
  })

  test('does not start with one that is wrong, and says all that is', async (t) => {
    const folder = folderWith(t, {
      'seed.json': JSON.stringify({ buckets: [{ Bucket: 'B' }], objects: [{ Bucket: 'x', Key: 'k', size: 1 }] }),
      'folder/file': 'no bucket',
      'links/bucket/file': 'x',
      'no.json': '{',
      'latin/bucket/file': 'x',
      'huge/bucket/file': '',
    })
    truncateSync(join(folder, 'huge/bucket/file'), 5 * 1024 ** 3 + 1)
    const latin = Buffer.concat([Buffer.from(join(folder, 'latin/bucket/caf')), Buffer.of(0xe9)])
    writeFileSync(latin, 'x')
    symlinkSync('/etc/hostname', join(folder, 'links/bucket/link'))
    const told = async (seed: string): Promise<readonly string[]> => {
      const { code, stdout, stderr } = await runProgram(['--port', '0', '--seed', join(folder, seed)])
      assert.deepEqual([code, stdout], [1, ''])
      return stderr.trim().split('\n')
    }
    assert.deepEqual(await told('seed.json'), [
      'objects[0] has no "size".',
      'buckets[0] is refused: The specified bucket is not valid (InvalidBucketName).',
      'objects[0] is refused: The specified bucket does not exist (NoSuchBucket).',
    ])
    assert.deepEqual(await told('folder'), [
      `${join(folder, 'folder/file')} is no folder: each entry here is a bucket.`,
    ])
    assert.deepEqual(await told('links'), [
      `${JSON.stringify(join(folder, 'links/bucket/link'))} is neither a file nor a folder.`,
    ])
    assert.deepEqual(await told('latin'), [
      `${JSON.stringify(latin.toString())} has a name that is not UTF-8, as keys are.`,
    ])
    assert.deepEqual(await told('huge'), [
      `${join(folder, 'huge/bucket/file')} is refused: Your proposed upload exceeds the maximum allowed size (EntityTooLarge).`,
    ])
    assert.match((await told('no.json'))[0] ?? '', /^This is no JSON: /)
    assert.deepEqual(await told('nothing'), [
      `--seed must be a file or a folder, and "${join(folder, 'nothing')}" is neither.`,
    ])
    await assert.rejects(startServer({ seed: join(folder, 'seed.json') }), { name: 'SeedError' })
  })

  test('ends at once when it is told to while it makes what the seed says, and goes on with the next start', async (t) => {
    const seed = (count: number): string =>
      JSON.stringify({ buckets: [{ Bucket: 'bkt' }], objects: [{ Bucket: 'bkt', Key: '%d', count, text: 'x' }] })
    const folder = folderWith(t, { 'large.json': seed(10_000_000), 'small.json': seed(10) })
    const data = join(folder, 'data')
    const starting = spawnProgram(['--port', '0', '--data', data, '--seed', join(folder, 'large.json')])
    await isPlanting(join(data, 'state-0'))
    starting.process.kill('SIGTERM')
    assert.deepEqual(await starting.ended, { code: 0, stdout: '', stderr: '' })
    const server = await startServer({ data, seed: join(folder, 'small.json') })
    const listed = await fetch(`${server.url}/bkt?list-type=2&max-keys=1`)
    assert.match(await listed.text(), /<Key>0<\/Key>/)
    await server.stop()
  })

  test('ends at once when it is told to while a reset makes it anew', async (t) => {
    const folder = folderWith(t, { 'seed.json': '{}' })
    const data = join(folder, 'data')
    const server = await startServer({ data, seed: join(folder, 'seed.json') })
    writeFileSync(
      join(folder, 'seed.json'),
      '{"buckets":[{"Bucket":"bkt"}],"objects":[{"Bucket":"bkt","Key":"%d","count":10000000,"text":"x"}]}',
    )
    const reset = assert.rejects(server.reset())
    await isPlanting(join(data, 'state-1'))
    await server.stop()
    await reset
  })

  test('is not reset when its seed has become wrong meanwhile', async (t) => {
    const folder = folderWith(t, { 'seed.json': '{"buckets":[{"Bucket":"bkt"}]}' })
    const server = await testServer(t, { seed: join(folder, 'seed.json'), account: ACCOUNT })
    await server.s3.send(new PutObjectCommand({ Bucket: 'bkt', Key: 'mine', Body: 'x' }))
    writeFileSync(join(folder, 'seed.json'), '{"buckets":[{"Bucket":"No"}]}')
    const { status, body } = await supertest(server.url).post('/_emulator/reset')
    assert.deepEqual([status, body.error.code], [500, 'InvalidSeed'])
    assert.deepEqual(await textsOf(server.s3, 'bkt'), { mine: 'x' })
  })

  test('is not reset when time has made its seed wrong', async (t) => {
    const folder = folderWith(t, {
      'seed.json': JSON.stringify({
        buckets: [{ Bucket: 'bkt', account: ACCOUNT, ObjectLockEnabledForBucket: true }],
        objects: [
          { Bucket: 'bkt', Key: 'k', ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: '2040-01-01T00:00:00Z' },
        ],
      }),
    })
    const server = await testServer(t, { seed: join(folder, 'seed.json') })
    server.clock.set(Date.parse('2041-01-01'))
    await assert.rejects(server.reset(), { name: 'SeedError' })
    assert.deepEqual(await textsOf(server.s3, 'bkt'), { k: '' })
  })
})

test('a server without a seed loads nothing of what seeds and snapshots need', (t) => {
  const folder = folderWith(t, {})
  const file = join(folder, 'start.mjs')
  const library = pathToFileURL(join(ROOT, 'server', 'index.ts')).href
  writeFileSync(
    file,
    `import { registerHooks } from 'node:module'
    const loaded = []
    registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) })
    const { startServer } = await import(${JSON.stringify(library)})
    const server = await startServer()
    await server.stop()
    console.log(loaded.map((url) => url.split('/').at(-1)).filter((name) => /seed|snapshot/.test(name)).sort().join(' '))`,
  )
  const { stdout } = spawnSync(process.execPath, [file], { encoding: 'utf8' })
  assert.equal(stdout.trim(), 'seed-error.ts seed-limits.ts seed-routes.ts seeds.ts snapshot-routes.ts snapshots.ts')
})
