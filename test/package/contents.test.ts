import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { keptPort } from '../support/kept-port.ts'
import { FUNCTION_NAME, writeFunction } from './embedded-function.ts'
import { type Packed, packPackage, temporaryFolder } from './packed.ts'
import { runScenario } from './scenario.ts'
import { startProgram } from './start-program.ts'

const root = join(import.meta.dirname, '..', '..')
/** What the package may need of others; all else is compiled into it. */
const NEEDED = ['better-sqlite3', 'piscina', 'hash-wasm']
/** The clients of fetch, other protocols, pools and checksums: what uses them loads them. */
const RARELY_NEEDED = /deps\/undici|NativeModule (http2|https|tls)$|node_modules\/(piscina|hash-wasm)\//
const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall', 'prepare', 'preprepare', 'postprepare']

describe('the published package', () => {
  const folder = temporaryFolder({ after })
  const installed = join(folder, 'node_modules', 's3control-local')
  let packed: Packed

  before(() => {
    packed = packPackage(folder)
    mkdirSync(installed, { recursive: true })
    execFileSync('tar', ['-xzf', packed.tarball, '-C', installed, '--strip-components=1'])
    for (const name of NEEDED) symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name))
  })

  test('holds the compiled program, its declarations and its documents, and nothing else', () => {
    const allowed =
      /^(dist\/.+\.(js|d\.ts|sql|txt)|dist\/console\/.+\.(html|css|svg)|dist\/package\.json|docs\/.+\.md|README\.md|CHANGELOG\.md|LICENSE|package\.json)$/
    assert.deepEqual(
      packed.files.filter((path) => !allowed.test(path)),
      [],
    )
    for (const path of ['dist/s3control-local.js', 'dist/server/index.js', 'dist/server/index.d.ts', 'LICENSE']) {
      assert.ok(packed.files.includes(path), `${path} is in the package`)
    }
    assert.ok(packed.bytes < 1_000_000, `the package has ${packed.bytes} bytes`)
  })

  test('runs no script when it is installed', () => {
    const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as {
      readonly scripts: Record<string, string>
      readonly dependencies: Record<string, string>
    }
    assert.deepEqual(
      INSTALL_SCRIPTS.filter((name) => name in manifest.scripts),
      [],
    )
    assert.deepEqual(Object.keys(manifest.dependencies).toSorted(), NEEDED.toSorted())
  })

  test('holds the notices of the packages that are compiled into it', () => {
    const notices = readFileSync(join(installed, 'dist', 'LICENSES.txt'), 'utf8')
    for (const name of ['fastify', 'fast-xml-parser', 'avvio', 'find-my-way']) {
      assert.match(notices, new RegExp(`^${name} \\d`, 'm'))
    }
    assert.doesNotMatch(notices, /^Licence: (?!MIT, by \S)/m, 'packages without a text of their licence are under MIT')
  })

  test('has the version that the image is labelled with', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string }
    assert.match(readFileSync(join(root, 'Dockerfile'), 'utf8'), new RegExp(`^ARG VERSION=${version}$`, 'm'))
  })

  test('runs a job with nothing but the packages it needs beside it', async () => {
    const launcher = join(installed, 'dist', 's3control-local.js')
    const functions = writeFunction(folder)
    const program = await startProgram(process.execPath, [launcher, '--port', '0', '--functions', functions])
    try {
      await runScenario(program.url, FUNCTION_NAME)
    } finally {
      assert.deepEqual(await program.end(), [0, null])
    }
  })

  test('has the console, with all that it is made of', async () => {
    const launcher = join(installed, 'dist', 's3control-local.js')
    const program = await startProgram(process.execPath, [launcher, '--port', '0'])
    const get = (path: string): Promise<Response> => fetch(`${program.url}/_emulator/console/${path}`)
    try {
      assert.match(await (await get('')).text(), /<title>s3control-local</)
      const source = readdirSync(join(root, 'console'), { recursive: true, encoding: 'utf8' })
      for (const name of source.filter((name) => /\.(js|css|svg)$/.test(name))) {
        assert.equal(await (await get(name)).text(), readFileSync(join(root, 'console', name), 'utf8'), name)
      }
    } finally {
      await program.end()
    }
  })

  test('starts with nothing loaded that a start does not need', () => {
    const program = `
      const { startServer } = require(${JSON.stringify(installed)})
      startServer().then(async (server) => {
        console.log(JSON.stringify([...process.moduleLoadList, ...Object.keys(require.cache)]))
        await server.stop()
      })`
    const loaded = JSON.parse(execFileSync(process.execPath, ['-e', program], { encoding: 'utf8' })) as string[]
    assert.deepEqual(
      loaded.filter((name) => RARELY_NEEDED.test(name)),
      [],
    )
    const files = loaded.filter((name) => name.endsWith('.js'))
    assert.ok(files.length < 25, `a start reads ${files.length} files`)
  })

  test('tells whether a server is well', async () => {
    const launcher = join(installed, 'dist', 's3control-local.js')
    const port = String(await keptPort())
    const program = await startProgram(process.execPath, [launcher, '--port', port, '--host', '::'])
    const check = (): number | null => spawnSync(process.execPath, [launcher, '--healthcheck', '--port', port]).status
    assert.equal(check(), 0)
    await program.end()
    assert.equal(check(), 1)
  })

  test('is a library for import and require', () => {
    const use = 'startServer().then((s) => s.stop()).then(() => console.log("stopped"))'
    writeFileSync(join(folder, 'esm.mjs'), `import { startServer } from 's3control-local'; ${use}`)
    writeFileSync(join(folder, 'cjs.cjs'), `const { startServer } = require('s3control-local'); ${use}`)
    for (const file of ['esm.mjs', 'cjs.cjs']) {
      const said = execFileSync(process.execPath, [join(folder, file)], { encoding: 'utf8' })
      assert.equal(said, 'stopped\n')
    }
  })

  test('has types for programs of either module system, with every check of the compiler on', () => {
    const program = `
      import { type Fault, type FaultOptions, type RunningServer, startServer } from 's3control-local'
      export async function use(): Promise<RunningServer> {
        const server = await startServer({ log: 'off', restoreDurationMs: 5 })
        server.clock.advance(86_400_000)
        const fault: FaultOptions = { operation: 'GetObject', code: 'SlowDown' }
        const { met }: Fault = server.faults.add(fault)
        const port: number = server.port + met
        // @ts-expect-error: settings are checked
        await startServer({ port: String(port) })
        return server
      }`
    const files = ['consumer.mts', 'consumer.cts']
    for (const file of files) writeFileSync(join(folder, file), program)
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: {
          module: 'nodenext',
          target: 'es2024',
          lib: ['es2024'],
          types: [],
          strict: true,
          skipLibCheck: false,
          noEmit: true,
        },
        files,
      }),
    )
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
    execFileSync(process.execPath, [tsc, '-p', folder], { stdio: ['ignore', 'inherit', 'inherit'] })
  })
})
