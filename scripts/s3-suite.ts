/**
 * Runs ceph/s3-tests, the public suite for S3 servers, and holds the outcome against the tests that are known to pass.
 * The suite is not part of this repository; docs/s3-suite.md says how to get it.
 *
 *   npm run test:s3-suite -- --suite DIR                  every test that is not marked fails_on_aws
 *   npm run test:s3-suite -- --suite DIR -k versioning    some of them; all else goes to pytest too
 *   npm run test:s3-suite -- --suite DIR --update         writes the list of those that pass anew
 *
 * S3_SUITE stands for --suite, S3_SUITE_PYTHON for the Python that has the suite's packages.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { startServer } from '../server/index.ts'
import { readResults, type TestResult } from './s3-suite/results.ts'
import { suiteConfiguration, USERS } from './s3-suite/users.ts'

const PASSING = join(import.meta.dirname, '../test/conformance/s3-suite/passing.txt')
const PLUGINS = join(import.meta.dirname, '../test/conformance/s3-suite')
const FILES = ['test_s3.py', 'test_headers.py']

const { suite, update, rest } = readArguments(process.argv.slice(2))
if (suite === undefined || !existsSync(join(suite, 's3tests'))) {
  // CI runs it where the suite is.
  console.log('s3-suite: skipped, no suite: give its folder with --suite or S3_SUITE (docs/s3-suite.md)')
} else {
  process.exitCode = await runSuite(suite)
}

async function runSuite(folder: string): Promise<number> {
  const work = mkdtempSync(join(tmpdir(), 's3-suite-'))
  const server = await startServer({
    auth: 'sigv4',
    newBuckets: 'classic',
    dialect: 'ceph',
    sync: 'off',
    credentials: USERS,
    accounts: USERS,
  })
  try {
    writeFileSync(join(work, 's3tests.conf'), suiteConfiguration(server.port))
    const report = join(work, 'report.xml')
    await pytest(folder, work, report)
    return judge(readResults(readFileSync(report, 'utf8')))
  } finally {
    await server.stop()
    rmSync(work, { recursive: true, force: true })
  }
}

/** In a process of its own, while the server answers from this one. */
async function pytest(folder: string, work: string, report: string): Promise<void> {
  const { spawn } = await import('node:child_process')
  const files = FILES.map((file) => `s3tests/functional/${file}`)
  const options = [
    '-p',
    'no:cacheprovider',
    '-p',
    'crc_plugin',
    '--timeout',
    '120',
    '-q',
    `--tb=${process.env['S3_SUITE_TB'] ?? 'no'}`,
    '-rN',
  ]
  const args = ['-m', 'pytest', ...options, '-m', 'not fails_on_aws', `--junitxml=${report}`, ...files, ...rest]
  const { AWS_CA_BUNDLE: _bundle, AWS_DATA_PATH: _data, ...inherited } = process.env
  const env = {
    ...inherited,
    S3TEST_CONF: join(work, 's3tests.conf'),
    PYTHONPATH: PLUGINS,
    PYTHONDONTWRITEBYTECODE: '1',
    AWS_MAX_ATTEMPTS: '1',
    AWS_EC2_METADATA_DISABLED: 'true',
  }
  const child = spawn(pythonOf(folder), args, { cwd: folder, env, stdio: 'inherit' })
  await new Promise((done, fail) => child.once('exit', done).once('error', fail))
}

/** The one that is named, that of a virtual environment in the suite's folder, or the system's. */
function pythonOf(folder: string): string {
  const own = [join(folder, 'v/bin/python'), join(folder, '.venv/bin/python')].find((path) => existsSync(path))
  const python = process.env['S3_SUITE_PYTHON'] ?? own ?? 'python3'
  const check = spawnSync(python, ['-c', 'import boto3, pytest, pytest_timeout'], { encoding: 'utf8' })
  if (check.status !== 0) throw new Error(`${python} lacks packages that the suite needs: ${check.stderr}`)
  return python
}

function judge(results: readonly TestResult[]): number {
  const passed = results.filter(({ outcome }) => outcome === 'passed').map(({ name }) => name)
  for (const file of FILES) {
    const own = results.filter(({ name, outcome }) => name.startsWith(file) && outcome !== 'skipped')
    const good = own.filter(({ outcome }) => outcome === 'passed').length
    if (own.length > 0)
      console.log(`${file}: ${good} of ${own.length} pass (${((100 * good) / own.length).toFixed(1)} %)`)
  }
  if (update) {
    writeFileSync(PASSING, `${passed.toSorted().join('\n')}\n`)
    return 0
  }
  const known = new Set(readFileSync(PASSING, 'utf8').split('\n'))
  const lost = results.filter(({ name, outcome }) => outcome === 'failed' && known.has(name))
  const won = passed.filter((name) => !known.has(name))
  for (const { name, message } of lost) console.log(`no longer passes: ${name}: ${message}`)
  for (const name of won) console.log(`passes now: ${name}`)
  return lost.length > 0 ? 1 : 0
}

function readArguments(args: readonly string[]): {
  readonly suite: string | undefined
  readonly update: boolean
  readonly rest: readonly string[]
} {
  const rest = args.filter((arg) => arg !== '--update')
  const at = rest.indexOf('--suite')
  const [, named] = at < 0 ? [] : rest.splice(at, 2)
  const folder = named ?? process.env['S3_SUITE']
  return { suite: folder === undefined ? undefined : resolve(folder), update: args.includes('--update'), rest }
}
