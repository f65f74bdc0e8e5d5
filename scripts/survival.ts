/**
 * Runs the survival tests in their long form: deaths, loss of power, a full disk, damage, load, and what fuzzing there is.
 *
 *   npm run test:survival                 all of it, and a table of what was seen
 *   npm run test:survival -- --write      the same, and writes docs/survival.md anew
 *   npm run test:survival -- kill load    some of it
 *
 * `SURVIVAL_SEED` makes the random choices those of an earlier run.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Finding } from '../test/survival/support/form.ts'
import { survivalPage } from './survival/page.ts'

const ROOT = join(import.meta.dirname, '..')
const TESTS = join(ROOT, 'test/survival')
const PAGE = join(ROOT, 'docs/survival.md')
const TEST_LIMIT_MS = 1_200_000

const { values, positionals } = parseArgs({ options: { write: { type: 'boolean' } }, allowPositionals: true })
const work = mkdtempSync(join(tmpdir(), 's3control-local-survival-'))
try {
  process.exitCode = run()
} finally {
  rmSync(work, { recursive: true, force: true })
}

function run(): number {
  const started = performance.now()
  const figures = join(work, 'figures')
  writeFileSync(figures, '')
  const status = runTests(figures) + runFuzzer(figures)
  const seconds = Math.round((performance.now() - started) / 1_000)
  const page = survivalPage(findingsIn(figures), seconds)
  console.log(`\n${page}`)
  if (values.write === true && status === 0) writeFileSync(PAGE, page)
  return status === 0 ? 0 : 1
}

/** One file after the other: each wants the machine for itself. */
function runTests(figures: string): number {
  const files = readdirSync(TESTS)
    .filter((name) => name.endsWith('.test.ts'))
    .filter((name) => positionals.length === 0 || positionals.some((part) => name.startsWith(part)))
    .map((name) => join(TESTS, name))
  const limits = ['--test', '--test-concurrency=1', `--test-timeout=${TEST_LIMIT_MS}`]
  return spawn([...limits, ...files], { SURVIVAL: 'long', SURVIVAL_FIGURES: figures })
}

function runFuzzer(figures: string): number {
  const program = join(TESTS, 'fuzz', 'run.ts')
  return positionals.length === 0 && existsSync(program) ? spawn([program], { SURVIVAL_FIGURES: figures }) : 0
}

function spawn(args: readonly string[], env: Readonly<Record<string, string>>): number {
  return spawnSync(process.execPath, args, { stdio: 'inherit', env: { ...process.env, ...env } }).status ?? 1
}

function findingsIn(file: string): readonly Finding[] {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Finding)
}
