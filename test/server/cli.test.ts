import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { startServer } from '../../server/index.ts'
import { testServer } from '../support/running-server.ts'
import { runProgram, spawnServer } from '../support/spawned-server.ts'

const ROOT = join(import.meta.dirname, '../..')

describe('the program', () => {
  test('says Ready. when it answers, and ends in order on SIGTERM', async () => {
    const server = await spawnServer(['--log', 'json'])
    assert.equal((await fetch(`${server.url}/_emulator/health`)).status, 200)
    assert.equal((await fetch(`${server.url}/no-such-bucket`)).status, 404)
    assert.deepEqual(await server.end('SIGTERM'), { code: 0, signal: null })
    const line = JSON.parse(
      server
        .output()
        .split('\n')
        .find((text) => text.startsWith('{')) ?? '{}',
    )
    assert.deepEqual(
      [line.event, line.operation, line.status, line.error],
      ['request', 'ListObjects', 404, 'NoSuchBucket'],
    )
    assert.match(line.requestId, /^[0-9A-F]{16}$/)
  })

  test('goes on when nobody reads its output any more', async (t) => {
    const server = await spawnServer([])
    t.after(() => server.end('SIGKILL'))
    server.process.stdout?.destroy()
    // Longer than lines of the log are gathered.
    const until = performance.now() + 400
    while (performance.now() < until) assert.equal((await fetch(server.url)).status, 200)
    assert.deepEqual(await server.end('SIGTERM'), { code: 0, signal: null })
  })

  test('leaves no temporary folder behind', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cli-test-'))
    const server = await spawnServer([], { TMPDIR: folder })
    assert.equal(readdirSync(folder).filter((name) => name.startsWith('s3control-local-')).length, 1)
    await server.end('SIGINT')
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.startsWith('s3control-local-')),
      [],
    )
    rmSync(folder, { recursive: true })
  })

  test('tells all mistakes of its settings and starts nothing', async () => {
    const { code, stdout, stderr } = await runProgram(['--port', 'x', '--auth', 'y'])
    assert.deepEqual([code, stdout], [1, ''])
    assert.deepEqual(stderr.trim().split('\n'), [
      '--port must be a whole number from 0 to 65535, and "x" is not.',
      '--auth must be one of none, sigv4, and "y" is not.',
    ])
  })

  test('tells in one line that the port is taken', async (t) => {
    const { port } = await testServer(t)
    const { code, stderr } = await runProgram([], { S3CONTROL_LOCAL_PORT: String(port) })
    assert.equal(code, 1)
    assert.match(stderr, /^Cannot listen on [^\n]+ another program listens there already[^\n]+\n$/)
  })

  test('shows its help and its version', async () => {
    assert.match((await runProgram(['--help'])).stdout, /--restore-duration TIME/)
    assert.match((await runProgram(['--version'])).stdout, /^\d+\.\d+\.\d+\n$/)
  })

  test('refuses an older Node with one line', { skip: oldNode() === undefined }, () => {
    const { status, stderr, stdout } = spawnSync(oldNode() ?? '', [join(ROOT, 'bin/s3control-local.js')], {
      encoding: 'utf8',
    })
    assert.deepEqual([status, stdout], [1, ''])
    assert.match(stderr, /^s3control-local needs Node 22\.18 or newer; this is Node \d+\.\d+\.\d+\.\n$/)
  })
})

describe('the data folder', () => {
  test('is used by one server at a time', async (t) => {
    const data = folderFor(t)
    await testServer(t, { data })
    await assert.rejects(startServer({ data }), { name: 'DataFolderError' })
    const { code, stderr } = await runProgram(['--port', '0', '--data', data])
    assert.equal(code, 1)
    assert.match(stderr, /^The data folder [^\n]+ is in use by another s3control-local \(process \d+\)\.\n$/)
  })

  test('is free again after its server was killed', async (t) => {
    const data = folderFor(t)
    const server = await spawnServer(['--data', data])
    await server.end('SIGKILL')
    assert.ok(existsSync(join(data, 'lock')))
    await testServer(t, { data })
  })

  test("is one server's when many start at once, after one that was killed", async (t) => {
    const data = folderFor(t)
    await (await spawnServer(['--data', data])).end('SIGKILL')
    const starts = await Promise.allSettled(Array.from({ length: 5 }, () => spawnServer(['--data', data])))
    const started = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []))
    t.after(() => Promise.all(started.map((server) => server.end('SIGKILL'))))
    assert.equal(started.length, 1)
  })

  test('is not free because its holder seems to have our own process number, as in another container', async (t) => {
    const data = folderFor(t)
    const server = await spawnServer(['--data', data])
    t.after(() => server.end('SIGKILL'))
    writeFileSync(join(data, 'lock'), String(process.pid))
    await assert.rejects(startServer({ data }), { name: 'DataFolderError' })
  })

  test('that cannot be made is told in one line', async (t) => {
    const file = join(folderFor(t), 'file')
    writeFileSync(file, '')
    await assert.rejects(startServer({ data: join(file, 'x') }), /The data folder .* cannot be used/)
  })

  test('loses nothing else to a reset', async (t) => {
    const data = folderFor(t)
    writeFileSync(join(data, 'mine.txt'), 'keep')
    const server = await testServer(t, { data })
    await server.reset()
    assert.deepEqual(readdirSync(data).sort(), ['lock', 'lock.db', 'mine.txt', 'state-1'])
  })
})

function folderFor(t: { after(hook: () => unknown): void }): string {
  const folder = mkdtempSync(join(tmpdir(), 'data-test-'))
  t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

/** The machine's own Node, where it is older than what the program needs. */
function oldNode(): string | undefined {
  const candidates = (process.env['PATH'] ?? '').split(':').filter((folder) => !folder.includes('node_modules'))
  for (const folder of candidates) {
    const node = join(folder, 'node')
    if (!existsSync(node)) continue
    const major = Number(/^v(\d+)/.exec(spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout)?.[1])
    if (major < 22) return node
  }
  return undefined
}
