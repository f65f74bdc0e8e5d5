/** How each client is made ready. What it needs comes from its language's own registry, into a folder that is kept. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { type Client, type Kit, Missing, type Program } from './client.ts'
import { classPathOf, debian, virtualEnvironment } from './prepare.ts'
import { mustFetch, mustRun, need, run } from './shell.ts'
import { TESTCONTAINERS } from './testcontainers.ts'

const EVERY_WAY = ['region snow', 'hosts file', 'tls', 'dns', 'AWS names'] as const

/** The ones that take longest stand first. */
export const CLIENTS: readonly Client[] = [
  { name: 'rust', prepare: rust, ways: [...EVERY_WAY, 'proxy', 'https proxy'], programs: ['snow', 'keep_endpoint'] },
  {
    name: 'cli',
    prepare: awsCli,
    // The version of Debian 12 knows no region snow.
    ways: ['data path', 'hosts file', 'dns', 'AWS names', 'proxy', 'https proxy'],
    programs: ['objects', 'operations'],
  },
  {
    name: 'go',
    prepare: go,
    ways: [...EVERY_WAY, 'proxy', 'https proxy'],
    programs: ['recipes/snow', 'recipes/resolver'],
  },
  { name: 'java', prepare: java, ways: [...EVERY_WAY, 'proxy', 'https proxy'], programs: ['Snow', 'KeepEndpoint'] },
  {
    name: 'python',
    prepare: python,
    ways: [...EVERY_WAY, 'data path', 'proxy', 'https proxy'],
    programs: ['snow', 'keep-endpoint', 'objects', 'operations', 'access-points'],
  },
  {
    name: 'javascript',
    prepare: javascript,
    ways: EVERY_WAY,
    programs: ['snow', 'endpoint-provider', 'access-points'],
  },
  { name: 'curl', prepare: curl, ways: [], programs: ['jobs'] },
  { name: 'rclone', prepare: rclone, ways: [], programs: ['objects'] },
  { name: 's3cmd', prepare: s3cmd, ways: [], programs: ['objects'] },
  ...TESTCONTAINERS,
]

async function javascript({ source }: Kit): Promise<Program> {
  const manifest = createRequire(import.meta.url)('@aws-sdk/client-s3-control/package.json')
  const folder = source('javascript')
  return {
    title: `JavaScript SDK ${manifest.version}`,
    command: (file) => [process.execPath, join(folder, `${file}.ts`)],
  }
}

async function python({ source, cache }: Kit): Promise<Program> {
  const folder = source('python')
  const interpreter = await virtualEnvironment(cache('python'), join(folder, 'requirements.txt'))
  const version = await mustRun([interpreter, '-c', 'import boto3; print(boto3.__version__)'])
  return { title: `boto3 ${version.trim()}`, command: (file) => [interpreter, join(folder, `${file}.py`)] }
}

async function awsCli({ source, install }: Kit): Promise<Program> {
  const program = (await cliOfVersion2()) ?? (await debian('awscli', 'aws', install), await cliOfVersion2())
  if (program === undefined) throw new Missing('the AWS CLI, version 2, is not on this machine')
  const folder = source('cli')
  return {
    title: `AWS CLI ${program.version}`,
    command: (file) => ['env', `AWS_CLI=${program.path}`, 'bash', join(folder, `${file}.sh`)],
    environment: ({ files }) => ({ AWS_DATA_PATH: files.dataPath }),
  }
}

/** There may be a version 1 before it on the path. */
async function cliOfVersion2(): Promise<{ readonly path: string; readonly version: string } | undefined> {
  const { output } = await run(['sh', '-c', 'which -a aws'])
  for (const path of new Set([...output.trim().split('\n'), '/usr/bin/aws', '/usr/local/bin/aws'])) {
    if (!existsSync(path)) continue
    const version = /^aws-cli\/(2\S+)/.exec((await run([path, '--version'])).output)?.[1]
    if (version !== undefined) return { path, version }
  }
  return undefined
}

async function go({ source, cache }: Kit): Promise<Program> {
  await need('go', 'Go')
  const folder = source('go')
  const programs = cache('go')
  const packages = ['scenario', 'recipes/snow', 'recipes/resolver']
  for (const name of packages) {
    await mustFetch(['go', 'build', '-o', join(programs, name), `./${name}`], { cwd: folder })
  }
  const version = /s3control (\S+)/.exec(readFileSync(join(folder, 'go.mod'), 'utf8'))?.[1]
  return { title: `Go SDK, s3control ${version}`, command: (file) => [join(programs, file)] }
}

async function java({ source, cache, install }: Kit): Promise<Program> {
  const folder = source('java')
  const classes = cache('java')
  const classPath = await classPathOf(folder, classes, install)
  const sources = readdirSync(folder).filter((name) => name.endsWith('.java'))
  await mustRun(['javac', '-cp', classPath, '-d', classes, ...sources], { cwd: folder })
  const version = /<version>(2\.[^<]+)/.exec(readFileSync(join(folder, 'pom.xml'), 'utf8'))?.[1]
  return {
    title: `Java SDK ${version}`,
    command: (file) => ['java', '-XX:TieredStopAtLevel=1', '-cp', classPath, file],
  }
}

async function rust({ source, cache }: Kit): Promise<Program> {
  await need('cargo', 'Rust')
  const folder = source('rust')
  const target = cache('rust')
  await mustFetch(['cargo', 'build', '--quiet', '--locked'], {
    cwd: folder,
    env: { ...process.env, CARGO_TARGET_DIR: target },
  })
  const version = /name = "aws-sdk-s3control"\nversion = "([^"]+)"/.exec(
    readFileSync(join(folder, 'Cargo.lock'), 'utf8'),
  )
  const programOf = (file: string): string => join(target, 'debug', file)
  return { title: `Rust SDK, s3control ${version?.[1]}`, command: (file) => [programOf(file)] }
}

async function curl({ source }: Kit): Promise<Program> {
  await need('curl', 'curl')
  const version = /^curl (\S+)/.exec(await mustRun(['curl', '--version']))?.[1]
  return { title: `curl ${version}`, command: (file) => ['bash', join(source('curl'), `${file}.sh`)] }
}

async function rclone({ source, install }: Kit): Promise<Program> {
  await debian('rclone', 'rclone', install)
  const version = /v(\d\S*)/.exec(await mustRun(['rclone', 'version']))?.[1]
  return { title: `rclone ${version}`, command: (file) => ['bash', join(source('rclone'), `${file}.sh`)] }
}

async function s3cmd({ source, install }: Kit): Promise<Program> {
  await debian('s3cmd', 's3cmd', install)
  const version = /version (\S+)/.exec(await mustRun(['s3cmd', '--version']))?.[1]
  return { title: `s3cmd ${version}`, command: (file) => ['bash', join(source('s3cmd'), `${file}.sh`)] }
}
