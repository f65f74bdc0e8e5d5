/** The examples of docs/sdk/testcontainers.md. Each starts a container of the image itself, under the name README gives it. */
import { join } from 'node:path'
import type { Client, Kit, Program } from './client.ts'
import { classPathOf, virtualEnvironment } from './prepare.ts'
import { mustFetch, mustRun, need } from './shell.ts'

export const TESTCONTAINERS: readonly Client[] = [
  { name: 'testcontainers-java', prepare: java, ways: [], programs: ['Jobs'], against: 'image' },
  { name: 'testcontainers-go', prepare: go, ways: [], programs: ['jobs_test.go'], against: 'image' },
  { name: 'testcontainers-python', prepare: python, ways: [], programs: ['test_jobs.py'], against: 'image' },
  { name: 'testcontainers-node', prepare: node, ways: [], programs: ['jobs.test.mjs'], against: 'image' },
]

const SOURCE = 'testcontainers'

async function node({ source }: Kit): Promise<Program> {
  const folder = source(SOURCE)
  await mustFetch(['npm', 'install', '--no-audit', '--no-fund', '--silent', '--prefix', folder])
  return program('Node', (file) => [process.execPath, '--test', join(folder, file)])
}

async function python({ source, cache }: Kit): Promise<Program> {
  const folder = source(SOURCE)
  const interpreter = await virtualEnvironment(cache('testcontainers-python'), join(folder, 'requirements.txt'))
  return program('Python', (file) => [interpreter, '-m', 'pytest', '--quiet', join(folder, file)])
}

async function go({ source, cache }: Kit): Promise<Program> {
  await need('go', 'Go')
  const binary = join(cache('testcontainers-go'), 'jobs')
  await mustFetch(['go', 'test', '-c', '-o', binary, '.'], { cwd: source(SOURCE) })
  return program('Go', () => [binary])
}

async function java({ source, cache, install }: Kit): Promise<Program> {
  const folder = source(SOURCE)
  const classes = cache('testcontainers-java')
  const classPath = await classPathOf(folder, classes, install)
  await mustRun(['javac', '-cp', classPath, '-d', classes, join(folder, 'Jobs.java')])
  return program('Java', (file) => ['java', '-cp', classPath, file])
}

/** They have ways of their own to say that all is well: their end says it here. */
function program(language: string, command: Program['command']): Program {
  return {
    title: `Testcontainers for ${language}`,
    command: (file) => ['sh', '-c', '"$@" && echo "ok - no jobs yet"', 'sh', ...command(file)],
    // Containers that look after others come from a registry; here each program stops its own, and ports are this machine's.
    environment: () => ({
      TESTCONTAINERS_RYUK_DISABLED: 'true',
      TESTCONTAINERS_CHECKS_DISABLE: 'true',
      TESTCONTAINERS_HOST_OVERRIDE: '127.0.0.1',
    }),
  }
}
