/**
 * What a start costs, against a bare Fastify + better-sqlite3 server in the same run: alternating starts, one JSON line
 * a server, and one with the ratios. Linux only (`/proc`). Needs `npm run build`.
 * Usage: node bench/startup.ts [RUNS]
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { measureStart, type Start } from './startup/measure-start.ts'

const runs = Number(process.argv[2] ?? 15)
const root = join(import.meta.dirname, '..')
const port = ['--port', '0']
const SERVERS = {
  'bare, CommonJS': { args: [join(root, 'bench/startup/bare-server.cjs')], env: {} },
  'bare, ES modules': { args: [join(root, 'bench/startup/bare-server.mjs')], env: {} },
  compiled: { args: [join(root, 'dist/s3control-local.js'), ...port], env: {} },
  'compiled, first start': {
    args: [join(root, 'dist/s3control-local.js'), ...port],
    env: { NODE_DISABLE_COMPILE_CACHE: '1' },
  },
  source: { args: [join(root, 'bin/s3control-local.js'), ...port], env: {} },
} as const

const FIGURES = ['readyMs', 'healthMs', 'cpuMs', 'rssMB'] as const

type ServerName = keyof typeof SERVERS

if (!existsSync(join(root, 'dist'))) throw new Error('there is no dist/: npm run build makes it')

const starts = new Map<ServerName, Start[]>()
// The first round fills the caches and does not count.
for (let round = 0; round <= runs; round++) {
  for (const name of Object.keys(SERVERS) as ServerName[]) {
    const { args, env } = SERVERS[name]
    const start = await measureStart(args, { ...process.env, ...env })
    if (round > 0) starts.set(name, [...(starts.get(name) ?? []), start])
  }
}

for (const [name, measured] of starts) {
  print({
    server: name,
    runs,
    node: process.versions.node,
    ...Object.fromEntries(FIGURES.map((figure) => [figure, spread(measured, figure)])),
  })
}
const bare = (['bare, CommonJS', 'bare, ES modules'] as const).toSorted(
  (left, right) => medianOf(left, 'readyMs') - medianOf(right, 'readyMs'),
)[0]
for (const name of ['compiled', 'compiled, first start', 'source'] as const) {
  print({
    compare: name,
    with: bare,
    readyRatio: rounded(medianOf(name, 'readyMs') / medianOf(bare ?? name, 'readyMs'), 2),
    healthRatio: rounded(medianOf(name, 'healthMs') / medianOf(bare ?? name, 'healthMs'), 2),
    moreMB: rounded(medianOf(name, 'rssMB') - medianOf(bare ?? name, 'rssMB'), 1),
  })
}

function medianOf(name: ServerName, figure: keyof Start): number {
  return spread(starts.get(name) ?? [], figure).median
}

function spread(measured: readonly Start[], figure: keyof Start): { min: number; median: number; max: number } {
  const sorted = measured.map((start) => start[figure]).toSorted((left, right) => left - right)
  const at = (index: number): number => rounded(sorted[index] ?? Number.NaN, 1)
  return { min: at(0), median: at(sorted.length >> 1), max: at(sorted.length - 1) }
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}

function print(line: object): void {
  console.log(JSON.stringify({ bench: 'startup', ...line }))
}
