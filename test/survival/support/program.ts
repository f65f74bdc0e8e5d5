/**
 * The program as it is published, made once for a file of tests: it starts four times as fast as the source, and starts are
 * most of what these tests do. `SURVIVAL_PROGRAM` names one that is there already.
 */
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundle } from '../../../scripts/build/bundle.ts'

const root = join(import.meta.dirname, '../../..')
const MIGRATIONS = join('db', 'sqlite', 'migrations')

let made: Promise<string> | undefined

/** @returns the file to start */
export function program(): Promise<string> {
  const given = process.env.SURVIVAL_PROGRAM
  made ??= given === undefined ? makeProgram() : Promise.resolve(given)
  return made
}

/** Below the root, where it finds the packages that it loads. */
async function makeProgram(): Promise<string> {
  mkdirSync(join(root, '.cache'), { recursive: true })
  const folder = mkdtempSync(join(root, '.cache', 'survival-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'commonjs', version: '0.0.0' }))
  await bundle(root, folder)
  cpSync(join(root, MIGRATIONS), join(folder, MIGRATIONS), { recursive: true })
  const launcher = join(folder, 's3control-local.js')
  copyFileSync(join(root, 'scripts', 'build', 'launcher.cjs'), launcher)
  return launcher
}
