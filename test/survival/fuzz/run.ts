/**
 * `npm run test:fuzz`: a million inputs over all targets, and a table. `npm run test:fuzz -- TARGET NUMBER` does one input
 * again, `-- TARGET FILE` the bytes of a file. FUZZ_SEED sets the seed, FUZZ_INPUTS how many there are.
 */
import { randomInt } from 'node:crypto'
import { appendFileSync, existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Finding } from '../support/form.ts'
import type { WalkEnd } from './limits.ts'
import { type Failure, inputOf, replay, replayFile, retelling, runWalk } from './run-walk.ts'
import { share } from './share.ts'
import { isTarget, TARGETS, type TargetName } from './targets/registry.ts'

const COLUMNS = ['Target', 'Inputs', 'Taken, not refused', 'Seconds', 'Slowest input', 'Peak memory'] as const

const [target, what] = process.argv.slice(2)
if (target === undefined) await walkAll()
else if (!isTarget(target) || what === undefined) {
  console.error(`npm run test:fuzz [-- TARGET NUMBER|FILE], TARGET one of: ${Object.keys(TARGETS).join(', ')}`)
  process.exitCode = 2
} else await again(target, what)

async function walkAll(): Promise<void> {
  const seed = Number(process.env.FUZZ_SEED ?? randomInt(2 ** 31))
  const total = Number(process.env.FUZZ_INPUTS ?? 1_000_000)
  console.log(`${total} inputs from FUZZ_SEED=${seed}`)
  console.log(`| ${COLUMNS.join(' | ')} |\n|${'---|'.repeat(COLUMNS.length)}`)
  const failures: Failure[] = []
  let inputs = 0
  for (const [name, count] of share(TARGETS, total)) {
    const result = await runWalk(name, seed, count)
    failures.push(...result.failures)
    if (result.end === undefined) continue
    inputs += result.end.inputs
    const row = rowOf(name, result.end)
    console.log(`| ${COLUMNS.map((column) => row[column]).join(' | ')} |`)
    note({ table: 'Fuzzing', row })
  }
  tell(failures)
  console.log(`${inputs} inputs, ${failures.length} failures`)
  note({ name: 'Hostile inputs', value: String(inputs) })
}

function rowOf(name: string, end: WalkEnd): Readonly<Record<(typeof COLUMNS)[number], string | number>> {
  return {
    Target: name,
    Inputs: end.inputs,
    'Taken, not refused': end.accepted,
    Seconds: end.seconds.toFixed(1),
    'Slowest input': `${end.slowestMs.toFixed(0)} ms (${end.slowestNumber})`,
    'Peak memory': `${Math.round(end.peakBytes / 1024 ** 2)} MB`,
  }
}

async function again(target: TargetName, what: string): Promise<void> {
  const isFile = existsSync(what)
  const failures = isFile ? await replayFile(target, what) : await replay(target, Number(what))
  tell(failures)
  if (failures.length === 0) console.log('nothing is wrong with it')
  if (isFile) return
  const path = join(mkdtempSync(join(tmpdir(), 'fuzz-')), 'input')
  writeFileSync(path, inputOf(target, Number(what)))
  console.log(`its bytes are in ${path}`)
}

function tell(failures: readonly Failure[]): void {
  for (const failure of failures) console.log(retelling(failure))
  if (failures.length > 0) process.exitCode = 1
}

/** A line of the file in which a longer run gathers its figures. */
function note(finding: Finding): void {
  const file = process.env.SURVIVAL_FIGURES
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(finding)}\n`)
}
