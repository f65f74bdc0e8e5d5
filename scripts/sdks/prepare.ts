/** What more than one client's preparation does. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { mustRun, need } from './shell.ts'

/** @returns the interpreter of an environment that has what is required */
export async function virtualEnvironment(folder: string, requirements: string): Promise<string> {
  await need('python3', 'Python 3')
  const home = join(folder, 'environment')
  const interpreter = join(home, 'bin/python')
  if (!existsSync(interpreter)) await mustRun(['python3', '-m', 'venv', home])
  await mustRun([interpreter, '-m', 'pip', 'install', '--quiet', '--requirement', requirements])
  return interpreter
}

/** @returns the jars of a folder's pom.xml, and the classes that are compiled with them */
export async function classPathOf(folder: string, classes: string): Promise<string> {
  await need('javac', 'a JDK')
  await need('mvn', 'Maven')
  const pom = readFileSync(join(folder, 'pom.xml'), 'utf8')
  const list = join(classes, `classpath-${createHash('sha256').update(pom).digest('hex').slice(0, 12)}`)
  if (!existsSync(list)) {
    const goal = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath'
    const jars = join(classes, 'new-classpath')
    await mustRun(['mvn', '-q', '-B', goal, `-Dmdep.outputFile=${jars}`], { cwd: folder })
    writeFileSync(list, readFileSync(jars))
  }
  return `${readFileSync(list, 'utf8').trim()}:${classes}`
}
