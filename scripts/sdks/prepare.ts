/** What more than one client's preparation does. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Missing } from './client.ts'
import { PATIENTLY } from './patiently.ts'
import { mustFetch, mustRun, need, run } from './shell.ts'

/** @returns the interpreter of an environment that has what is required */
export async function virtualEnvironment(folder: string, requirements: string): Promise<string> {
  await need('python3', 'Python 3')
  const home = join(folder, 'environment')
  const interpreter = join(home, 'bin/python')
  if (!existsSync(interpreter)) await mustRun(['python3', '-m', 'venv', home])
  await mustFetch([interpreter, '-m', 'pip', 'install', '--quiet', '--requirement', requirements])
  return interpreter
}

/** @returns the jars of a folder's pom.xml, and the classes that are compiled with them */
export async function classPathOf(folder: string, classes: string, install: boolean): Promise<string> {
  await need('javac', 'a JDK')
  await debian('maven', 'mvn', install)
  const pom = readFileSync(join(folder, 'pom.xml'), 'utf8')
  const list = join(classes, `classpath-${createHash('sha256').update(pom).digest('hex').slice(0, 12)}`)
  if (!existsSync(list)) {
    const goal = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath'
    const jars = join(classes, 'new-classpath')
    await mustFetch(['mvn', '-q', '-B', goal, `-Dmdep.outputFile=${jars}`], { cwd: folder })
    writeFileSync(list, readFileSync(jars))
  }
  return `${readFileSync(list, 'utf8').trim()}:${classes}`
}

let installing: Promise<unknown> = Promise.resolve()

/** @throws Missing where it may not be installed */
export async function debian(name: string, program: string, install: boolean): Promise<void> {
  const present = await run(['sh', '-c', `command -v ${program}`])
  if (present.code === 0 && name !== 'awscli') return
  if (!install) throw new Missing(`${name} is not on this machine (--install lets apt-get install it)`)
  // One at a time: apt-get locks.
  installing = installing.then(async () => {
    const apt = ['apt-get', ...PATIENTLY, 'install', '--yes', '--no-install-recommends', name]
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    if ((await run(apt, { env })).code === 0) return
    await mustFetch(['apt-get', ...PATIENTLY, 'update'])
    await mustFetch(apt, { env })
  })
  await installing
}
