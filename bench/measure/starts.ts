import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Finding, median, noMoreThanBare, round } from '../findings.ts'
import type { Measurement } from '../measurement.ts'
import { measureStart, type Start } from '../startup/measure-start.ts'

const ROOT = join(import.meta.dirname, '../..')
const BARE = ['bench/startup/bare-server.cjs', 'bench/startup/bare-server.mjs'] as const
const PACKAGE = 'dist/s3control-local.js'
/** As `npm start` does it. */
const SOURCE = 'bin/s3control-local.js'
/** What the compiled package may take more than the bare server, in MB. */
const MORE_MEMORY_MB = 20

/** Start and idle memory against a bare Fastify and better-sqlite3 server; starts take turns. */
export const starts: Measurement = {
  name: 'starts',
  async *measure(bench): AsyncGenerator<Finding> {
    const files = [...BARE, SOURCE, ...(existsSync(join(ROOT, PACKAGE)) ? [PACKAGE] : [])]
    const measured = new Map<string, Start[]>(files.map((file) => [file, []]))
    // The first turn fills caches and does not count.
    for (let turn = 0; turn <= bench.rounds * 3; turn++) {
      for (const file of files) {
        const port = file.startsWith('bench/') ? [] : ['--port', '0']
        const start = await measureStart([join(ROOT, file), ...port], process.env)
        if (turn > 0) measured.get(file)?.push(start)
      }
    }
    const of = (file: string, figure: keyof Start): number =>
      median((measured.get(file) ?? []).map((start) => start[figure]))
    const bare = BARE.toSorted((left, right) => of(left, 'readyMs') - of(right, 'readyMs'))[0] ?? BARE[0]
    const what = 'Start and idle memory'
    if (measured.has(PACKAGE)) {
      const ready = { what, case: 'start to `Ready.`, compiled package', value: of(PACKAGE, 'readyMs'), unit: 'ms' }
      yield noMoreThanBare(ready, of(bare, 'readyMs'), 1)
      const [memory, bareMemory] = [of(PACKAGE, 'rssMB'), of(bare, 'rssMB')]
      yield {
        what,
        case: 'idle memory, compiled package',
        value: round(memory),
        unit: 'MB',
        bare: round(bareMemory),
        toReach: `at most ${MORE_MEMORY_MB} MB more than bare`,
        reached: memory - bareMemory <= MORE_MEMORY_MB,
      }
    }
    const source = { what, case: 'start to `Ready.`, from source', value: of(SOURCE, 'readyMs'), unit: 'ms' }
    yield noMoreThanBare(source, of(bare, 'readyMs'), 2)
  },
}
