/**
 * Measures what issue by issue has been promised of the speed, each figure against something bare that is measured in the
 * same run. Prints a JSON line a figure and a table at the end.
 *
 * Usage: node bench/run.ts [--quick] [--only NAME,NAME] [--source] [--write]
 *   --quick   small sizes, well under two minutes; says whether something is badly wrong, not how fast it is
 *   --only    some of the measurements (names: see `measurements` below)
 *   --source  measures the TypeScript sources; without it the package is compiled first and measured
 *   --write   puts the table into docs/performance.md; with --only, its rows in place of the older ones
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Finding } from './findings.ts'
import { checksumJobs } from './measure/checksum-jobs.ts'
import { copyJobs } from './measure/copy-jobs.ts'
import { failingTasks } from './measure/failing-tasks.ts'
import { firstFigures } from './measure/first-figures.ts'
import { foreground } from './measure/foreground.ts'
import { jobSizes } from './measure/job-sizes.ts'
import { lambdaJobs } from './measure/lambda-jobs.ts'
import { listings } from './measure/listings.ts'
import { manyJobs } from './measure/many-jobs.ts'
import { metadataJobs } from './measure/metadata-jobs.ts'
import { objectRequests } from './measure/object-requests.ts'
import { shuffledJobs } from './measure/shuffled-jobs.ts'
import { starts } from './measure/starts.ts'
import type { Bench, Measurement } from './measurement.ts'
import { type Failure, tableOf, withNewRows } from './print-findings.ts'

const measurements: readonly Measurement[] = [
  firstFigures,
  starts,
  manyJobs,
  objectRequests,
  listings,
  lambdaJobs,
  checksumJobs,
  // Before those that write for minutes: a virtual disk remembers them for a while.
  foreground,
  metadataJobs,
  failingTasks,
  copyJobs,
  shuffledJobs,
  jobSizes,
]

const { values: flags } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    source: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
})
const root = join(import.meta.dirname, '..')
const compiled = join(root, 'dist/s3control-local.js')
// An old build would be measured as today's.
if (!flags.source)
  spawnSync(process.execPath, [join(root, 'scripts/build.ts')], { stdio: ['ignore', 'ignore', 'inherit'] })
const bench: Bench = {
  quick: flags.quick,
  entry: existsSync(compiled) && !flags.source ? compiled : join(root, 'server/main.ts'),
  rounds: flags.quick ? 1 : 3,
  note: (text) => process.stderr.write(`${text}\n`),
}

const wanted = flags.only?.split(',')
const unknown = wanted?.filter((name) => !measurements.some((each) => each.name === name)) ?? []
if (unknown.length > 0) {
  throw new Error(`no measurement ${unknown.join(', ')}; there are ${measurements.map(({ name }) => name).join(', ')}`)
}

const found: (Finding | Failure)[] = []
for (const measurement of measurements) {
  if (wanted?.includes(measurement.name) === false) continue
  bench.note(`${measurement.name} …`)
  try {
    for await (const finding of measurement.measure(bench)) tell(finding)
  } catch (error) {
    tell({ what: measurement.name, error: error instanceof Error ? error.message : String(error) })
    process.exitCode = 1
  }
}

const machine = `Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'processor'}, ${process.platform}; ${
  bench.entry === compiled ? 'the compiled package' : 'run from source'
}${bench.quick ? '; quick sizes' : ''}`
const report = `${machine}.\n\n${tableOf(found)}`
console.log(`\n${report}`)
if (flags.write) writeIntoDocs(report)

function tell(finding: Finding | Failure): void {
  found.push(finding)
  console.log(JSON.stringify(finding))
}

function writeIntoDocs(text: string): void {
  const path = join(root, 'docs/performance.md')
  const page = readFileSync(path, 'utf8')
  const [begin, end] = ['<!-- bench: begin -->', '<!-- bench: end -->']
  const [before, rest] = page.split(begin)
  const after = rest?.split(end)[1]
  if (before === undefined || after === undefined) throw new Error(`${path} has no place for the table`)
  const old = rest?.split(end)[0] ?? ''
  const table = wanted === undefined ? text : withNewRows(old.trim(), text)
  writeFileSync(path, `${before}${begin}\n${table}\n${end}${after}`)
}
