/**
 * `npm run test:image`: builds the image and uses it as people do. It needs a Docker engine with a Node base image, so
 * it is not part of `npm test`.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { createScenario, runScenario } from '../package/scenario.ts'
import { runContainer, waitFor } from './container.ts'
import { composeCommand, compressedBytes, docker, whyNoEngine } from './docker.ts'
import { runSdkScenario, SCENARIO_OPTIONS } from './sdk-scenario.ts'

const root = join(import.meta.dirname, '..', '..')
const IMAGE = 's3control-local:test'
const NAME = `s3control-local-test-${process.pid}`
const MOST_BYTES = 80_000_000

const trouble = whyNoEngine()
if (trouble !== undefined) {
  console.error(`The image cannot be tested: ${trouble}`)
  process.exit(1)
}

describe('the image', () => {
  before(() => {
    // As from a clean clone: nothing that git does not know.
    const build = `git ls-files -z | tar --create --null --files-from - | docker build --tag ${IMAGE} -`
    const { status, stderr } = spawnSync('bash', ['-o', 'pipefail', '-c', build], { cwd: root, encoding: 'utf8' })
    assert.equal(status, 0, stderr)
  })

  test('is small, and says what it is', () => {
    const bytes = compressedBytes(IMAGE)
    console.log(`compressed: ${(bytes / 1e6).toFixed(1)} MB`)
    assert.ok(bytes < MOST_BYTES, `the image has ${bytes} bytes`)
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string }
    const [{ Config }] = JSON.parse(docker('inspect', IMAGE))
    assert.equal(Config.Labels['org.opencontainers.image.version'], version)
    assert.equal(Config.User, '1000:1000')
    assert.deepEqual(Object.keys(Config.ExposedPorts), ['4566/tcp'])
    assert.deepEqual(Object.keys(Config.Volumes), ['/data'])
    assert.equal(docker('run', '--rm', IMAGE, '--version'), version)
  })

  test('runs a job with nothing writable but its data, and finds itself well', async () => {
    const container = await runContainer(IMAGE, NAME, ...SCENARIO_OPTIONS)
    try {
      runSdkScenario(container.url, 'locked-down')
      await waitFor(() => container.health() === 'healthy')
      assert.equal(container.stop(), 0)
    } finally {
      container.remove()
    }
  })

  test('runs as any user', async () => {
    const container = await runContainer(IMAGE, NAME, '--user', '54321:54321')
    try {
      await runScenario(container.url)
    } finally {
      container.remove()
    }
  })

  for (const [how, end] of [
    ['a stop', (container: { stop(): number }) => assert.equal(container.stop(), 0)],
    ['a kill', (container: { kill(): void }) => container.kill()],
  ] as const) {
    test(`goes on with its jobs after ${how}, each task done once`, async () => {
      const volume = `${NAME}-data`
      docker('volume', 'create', volume)
      try {
        const options = ['--volume', `${volume}:/data`, ...SCENARIO_OPTIONS]
        const first = await runContainer(IMAGE, NAME, ...options)
        const before = createScenario(first.url)
        try {
          runSdkScenario(first.url, 'before')
          await before.seed(300)
          const job = await before.createTagJob('kept')
          end(first)
          first.remove()
          const second = await runContainer(IMAGE, NAME, ...options)
          const afterwards = before.at(second.url)
          await afterwards.untilEnded(job)
          await afterwards.checkTagJob(job, 'kept')
          afterwards.destroy()
          runSdkScenario(second.url, 'afterwards')
        } finally {
          before.destroy()
          docker('rm', '--force', NAME)
        }
      } finally {
        docker('volume', 'rm', volume)
      }
    })
  }
})

describe('the compose examples', () => {
  const examples = join(root, 'docs', 'compose')
  const compose = (file: string, ...args: readonly string[]) => {
    const [program = '', ...first] = composeCommand()
    const all = [...first, '--project-name', NAME, ...file.split(' ').flatMap((name) => ['-f', name]), ...args]
    const port = { S3CONTROL_LOCAL_PUBLISHED_PORT: '0', S3CONTROL_LOCAL_IMAGE: IMAGE }
    return spawnSync(program, all, { cwd: examples, encoding: 'utf8', env: { ...process.env, ...port } })
  }

  test('docker-compose.yml serves programs on this machine', async () => {
    const file = 'docker-compose.yml'
    try {
      const { status, stderr } = compose(file, 'up', '--detach')
      assert.equal(status, 0, stderr)
      const address = compose(file, 'port', 's3control', '4566').stdout.trim()
      await waitFor(async () => (await fetch(`http://${address}/_emulator/health`)).ok)
      await runScenario(`http://${address}`)
    } finally {
      compose(file, 'down', '--volumes')
    }
  })

  test('docker-compose.app.yml: a program that knows nothing of the emulator runs its job there', () => {
    // The program's packages are those of this repository.
    const files = `docker-compose.app.yml ${join(import.meta.dirname, 'compose.packages.yml')}`
    after(() => compose(files, 'down', '--volumes'))
    const { status, stdout, stderr } = compose(files, 'up', '--abort-on-container-exit', '--exit-code-from', 'app')
    assert.equal(status, 0, stdout + stderr)
    assert.match(stdout, /the job is Complete, and b\.jpg is tagged reviewed=yes/)
  })
})
