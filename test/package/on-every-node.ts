/**
 * `npm run test:package`: installs the package as a user would, with no install scripts, and runs it on every Node it
 * promises, and on one it does not. It downloads those from the package registry, so it is not part of `npm test`.
 */
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { FUNCTION_NAME, writeFunction } from './embedded-function.ts'
import { packPackage, temporaryFolder } from './packed.ts'
import { runScenario } from './scenario.ts'
import { startProgram } from './start-program.ts'

const WORKS_ON = [22, 24, 26]
const TOO_OLD = 20
/** The package of a platform's Node holds the program and nothing to run at install. */
const NODE_PACKAGE = `node-${process.platform}-${process.arch}`

describe('the installed package', () => {
  const folder = temporaryFolder({ after })
  const nodes = join(folder, 'nodes')
  const project = join(folder, 'project')
  const nodeOf = (major: number): string => join(nodes, 'node_modules', `node${major}`, 'bin', 'node')
  let tarball = ''
  const launcher = join(project, 'node_modules', '.bin', 's3control-local')

  before(() => {
    install(
      nodes,
      [TOO_OLD, ...WORKS_ON].map((major) => `node${major}@npm:${NODE_PACKAGE}@${major}`),
    )
    ;({ tarball } = packPackage(folder))
    install(project, [tarball])
  })

  for (const major of WORKS_ON) {
    test(`runs a job on Node ${major}`, async () => {
      const functions = writeFunction(folder)
      const program = await startProgram(nodeOf(major), [launcher, '--port', '0', '--functions', functions])
      try {
        await runScenario(program.url, FUNCTION_NAME)
      } finally {
        assert.deepEqual(await program.end(), [0, null])
      }
    })

    test(`keeps its data over a kill on Node ${major}`, async () => {
      const start = () => startProgram(nodeOf(major), [launcher, '--port', '0', '--data', join(folder, `data${major}`)])
      const first = await start()
      await runScenario(first.url)
      await first.end('SIGKILL')
      const second = await start()
      const { status } = await fetch(`${second.url}/things/thing%200/%C3%BC`)
      assert.equal(status, 200)
      assert.deepEqual(await second.end(), [0, null])
    })
  }

  test(`says on Node ${TOO_OLD} what it needs, in one line`, () => {
    const { status, stdout, stderr } = spawnSync(nodeOf(TOO_OLD), [launcher], { encoding: 'utf8' })
    assert.match(stderr, /^s3control-local needs Node 22\.18 or newer; this is Node 20\.\d+\.\d+\.\n$/)
    assert.equal(stdout, '')
    assert.equal(status, 1)
  })

  test('is started by npx, in a folder that has it and in an empty one', () => {
    const empty = join(folder, 'empty')
    mkdirSync(empty)
    for (const [cwd, ...args] of [
      [project, '--no', 's3control-local'],
      [empty, '--yes', '--package', tarball, 's3control-local'],
    ] as const) {
      const said = execFileSync('npx', [...args, '--version'], { cwd, encoding: 'utf8' })
      assert.match(said, /^\d+\.\d+\.\d+\n$/)
    }
  })

  test('is compiled for Linux and macOS on either processor, and nothing of it is compiled at home', () => {
    const addons = readdirSync(join(project, 'node_modules', 'better-sqlite3', 'prebuilds'))
    for (const system of [
      'linux-x64',
      'linux-arm64',
      'linuxmusl-x64',
      'linuxmusl-arm64',
      'darwin-x64',
      'darwin-arm64',
    ]) {
      assert.ok(addons.includes(`${system}.node`), system)
    }
    // It was installed without install scripts, and this is what they would have made.
    assert.equal(existsSync(join(project, 'node_modules', 'better-sqlite3', 'build')), false)
  })
})

function install(folder: string, packages: readonly string[]): void {
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), '{ "private": true }')
  execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--fetch-retries=5', ...packages], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}
