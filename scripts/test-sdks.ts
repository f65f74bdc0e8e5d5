/**
 * The scenario of test/sdk in every language's SDK, by every way to the server, and the other programs beside it. One
 * line for each; what is missing on the machine is skipped, but fails where CI is set.
 *
 *   npm run test:sdks                       all
 *   npm run test:sdks -- go java            these clients
 *   npm run test:sdks -- --install          lets apt-get install what Debian has
 *   npm run test:sdks -- --main-ways        each client's first way alone, and its other programs
 *   npm run test:sdks -- --against=package  the same against the npm package (or the image) instead of this source
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Client, Missing, type Program } from './sdks/client.ts'
import { CLIENTS } from './sdks/clients.ts'
import { ACCOUNT, canReplaceFiles, copySource, startServers } from './sdks/environment.ts'
import { type Outcome, run } from './sdks/shell.ts'
import { FULL_SCENARIO, SHORT_SCENARIO } from './sdks/steps.ts'
import { TARGETS, type TargetName } from './sdks/targets.ts'
import { WAYS, type Way } from './sdks/ways.ts'

const args = process.argv.slice(2)
const install = args.includes('--install')
const wanted = args.filter((arg) => !arg.startsWith('--'))
const against = parseTarget(args.find((arg) => arg.startsWith('--against='))?.slice('--against='.length))
const mainWays = args.includes('--main-ways') || against !== undefined
const strict = process.env['CI'] === 'true'
const cacheFolder = process.env['SDKS_CACHE'] ?? join(import.meta.dirname, '../.cache/sdks')
/** One for each processor of the machines this runs on. */
const LANES = 2
/** A compiler in the other lane may take most of the machine. */
const LIMIT_MS = 600_000

interface Task {
  readonly title: string
  readonly run: () => Promise<Outcome>
  /** The steps that must have been told, in this order; undefined: whichever the program has. */
  readonly steps: readonly string[] | undefined
}

const tally = { passed: 0, failed: 0, skipped: 0 }
const servers = await startServers(join(cacheFolder, 'run'), against)
const replaceable = canReplaceFiles() && servers.named !== undefined
const clients = CLIENTS.filter(
  (client) =>
    (wanted.length === 0 || wanted.includes(client.name)) &&
    (client.against === undefined || client.against === against),
)
const queue = [...clients]
await Promise.all(Array.from({ length: LANES }, workOff))
await servers.stop()
console.log(`${tally.passed} passed, ${tally.failed} failed${tally.skipped === 0 ? '' : `, ${tally.skipped} skipped`}`)
process.exitCode = tally.failed === 0 ? 0 : 1

async function workOff(): Promise<void> {
  for (let client = queue.shift(); client !== undefined; client = queue.shift()) await testClient(client)
}

async function testClient(client: Client): Promise<void> {
  const startedAt = performance.now()
  let program: Program
  try {
    program = await client.prepare({
      install,
      source: (name) => copySource(name, join(import.meta.dirname, '../.cache/sdks/source'), servers.main.port),
      cache(name) {
        const folder = join(cacheFolder, name)
        mkdirSync(folder, { recursive: true })
        return folder
      },
    })
  } catch (error) {
    if (error instanceof Missing) missing(client.name, error.message)
    else fail(client.name, error instanceof Error ? error.message : String(error))
    return
  }
  console.log(`# ${program.title} is ready after ${seconds(performance.now() - startedAt)}`)
  for (const task of tasksOf(client, program)) report(task, await task.run())
}

function tasksOf({ name, ways, programs }: Client, program: Program): readonly Task[] {
  const asked = ways.flatMap((title) => WAYS.filter((way) => way.name === title))
  const taken = mainWays ? asked.slice(0, 1) : asked
  const scenarios = taken.filter((way) => isPossible(way, program)).map((way, at) => scenario(way, at > 0))
  return [...scenarios, ...programs.map(other)]

  function scenario(way: Way, short: boolean): Task {
    const command = program.command(name === 'java' ? 'Scenario' : 'scenario')
    const environment = {
      ...way.environment(servers),
      SCENARIO: `${name}-${way.name.toLowerCase().replaceAll(' ', '-')}`,
      ...(short ? { SCENARIO_SHORT: '1' } : {}),
    }
    return {
      title: `${program.title} · ${way.name}`,
      steps: short ? SHORT_SCENARIO : FULL_SCENARIO,
      run: () => run(replacing(way, command), { env: cleanEnvironment(environment), limitMs: LIMIT_MS }),
    }
  }

  function other(file: string): Task {
    return {
      title: `${program.title} · ${file}`,
      steps: undefined,
      run: () =>
        run(program.command(file), { env: cleanEnvironment(program.environment?.(servers) ?? {}), limitMs: LIMIT_MS }),
    }
  }
}

function parseTarget(name: string | undefined): TargetName | undefined {
  if (name === undefined || name === 'source') return undefined
  const known = Object.keys(TARGETS).find((each): each is TargetName => each === name)
  if (known === undefined) throw new Error(`--against is one of source, ${Object.keys(TARGETS).join(', ')}`)
  return known
}

function isPossible(way: Way, { title }: Program): boolean {
  if (way.replaces === undefined || replaceable) return true
  missing(`${title} · ${way.name}`, 'it takes the rights to open port 53 and to mount a file (root on Linux)')
  return false
}

function replacing(way: Way, command: readonly string[]): readonly string[] {
  if (way.replaces === undefined) return command
  const { path, by } = way.replaces(servers)
  return ['unshare', '-m', 'sh', '-c', 'mount --bind "$0" "$1" && shift && exec "$@"', by, path, ...command]
}

/** Nothing of this machine's own settings for AWS and proxies may lead a client elsewhere. */
function cleanEnvironment(more: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(?:AWS|SCENARIO|RCLONE)_|_proxy$|^NODE_OPTIONS$/i.test(name),
  )
  return {
    ...Object.fromEntries(own),
    AWS_ACCESS_KEY_ID: ACCOUNT,
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    // A try that fails is repeated once: more would take some clients many seconds.
    AWS_MAX_ATTEMPTS: '2',
    SCENARIO_ACCOUNT: ACCOUNT,
    SCENARIO_FAULTS: `http://127.0.0.1:${servers.main.port}/_emulator/faults`,
    SCENARIO_FUNCTION: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:accept`,
    ...more,
  }
}

function report({ title, steps }: Task, { code, output, errors, ms }: Outcome): void {
  const told = output.split('\n').flatMap((line) => /^ok - (.+)$/.exec(line)?.[1] ?? [])
  const complete = steps === undefined ? told.length > 0 : told.join('\n') === steps.join('\n')
  if (code === 0 && complete) {
    tally.passed += 1
    console.log(`ok - ${title} · ${told.length} step${told.length === 1 ? '' : 's'} · ${seconds(ms)}`)
    return
  }
  const lacking = steps?.find((step) => !told.includes(step))
  fail(
    title,
    [`ended with ${code}`, lacking && `without "${lacking}"`, lastLines(output, 3), lastLines(errors, 15)]
      .filter(Boolean)
      .join('\n'),
  )
}

function fail(title: string, reason: string): void {
  tally.failed += 1
  console.log(`not ok - ${title}\n${reason.replaceAll(/^/gm, '    ')}`)
}

function missing(title: string, reason: string): void {
  if (strict) {
    fail(title, reason)
    return
  }
  tally.skipped += 1
  console.log(`skipped - ${title}: ${reason}`)
}

function lastLines(text: string, count: number): string {
  return text.trimEnd().split('\n').slice(-count).join('\n')
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}
