import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { describe, test } from 'node:test'

const root = join(import.meta.dirname, '..')
const layers = ['server', 'worker', 'db'] as const

/** `import … from 'x'`, `export … from 'x'`, `import 'x'` and `import('x')`. */
const IMPORTS =
  /^(?:import|export)\b[^'"`;=]*?\bfrom ['"]([^'"]+)['"]|^import ['"]([^'"]+)['"]|\bimport\(['"]([^'"]+)['"]\)/gm

interface Source {
  /** Path from the root, with slashes. */
  readonly path: string
  readonly text: string
  /** What it imports: paths from the root, or package names. */
  readonly imports: readonly string[]
}

const sources: readonly Source[] = layers.flatMap((layer) =>
  readdirSync(join(root, layer), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readSource(join(root, layer, name))),
)

describe('the architecture', () => {
  test('imports run from server to worker to db, and never back', () => {
    const allowed: Record<string, readonly string[]> = {
      server: ['server', 'worker', 'db'],
      worker: ['worker', 'db'],
      db: ['db'],
    }
    const wrong = edges((from, to) => isOurs(to) && !(allowed[top(from)] ?? []).includes(top(to)))
    assert.deepEqual(wrong, [])
  })

  test('the model and the protocol import nothing of ours but themselves', () => {
    for (const folder of ['db/model/', 'server/protocol/']) {
      assert.deepEqual(
        edges((from, to) => from.startsWith(folder) && isOurs(to) && !to.startsWith(folder)),
        [],
      )
    }
  })

  test('no file imports itself by way of others, not even for a type', () => {
    const importsOf = new Map(sources.map(({ path, imports }) => [path, imports]))
    const done = new Set<string>()
    const circles: string[] = []
    const follow = (path: string, way: readonly string[]): void => {
      if (way.includes(path)) circles.push([...way.slice(way.indexOf(path)), path].join(' → '))
      else if (!done.has(path)) for (const next of importsOf.get(path) ?? []) follow(next, [...way, path])
      done.add(path)
    }
    for (const path of importsOf.keys()) follow(path, [])
    assert.deepEqual(circles, [])
  })

  test('each big dependency has one folder that imports it', () => {
    const homes: Readonly<Record<string, readonly string[]>> = {
      fastify: ['server/http/'],
      piscina: ['worker/executor/'],
      'better-sqlite3': ['db/sqlite/'],
      'fast-xml-parser': ['server/protocol/xml/'],
      'hash-wasm': ['db/model/checksum/'],
    }
    const wrong = edges((from, to) => to in homes && !(homes[to] ?? []).some((home) => from.startsWith(home)))
    assert.deepEqual(wrong, [])
    const unknown = edges((_from, to) => !isOurs(to) && !to.startsWith('node:') && !(to in homes))
    assert.deepEqual(unknown, [], 'a new dependency is named in docs/decisions and gets a home here')
  })

  test('adapters are named only where the program is put together', () => {
    const places = ['server/compose.ts', 'server/compose/', 'worker/thread/entry.ts', 'worker/thread/open-tools.ts']
    const adapters = ['db/objects/local/', 'db/jobs/sqlite-job-repository.ts', 'worker/executor/piscina-executor.ts']
    const wrong = edges(
      (from, to) =>
        adapters.some((adapter) => to.startsWith(adapter) && !from.startsWith(adapter.replace(/[^/]+\.ts$/, ''))) &&
        !places.some((place) => from.startsWith(place)),
    )
    assert.deepEqual(wrong, [])
  })

  test('the environment is read in one place, and the time in one other', () => {
    const using = (pattern: RegExp): string[] =>
      sources.filter(({ text }) => pattern.test(text)).map(({ path }) => path)
    assert.deepEqual(using(/process\.env\b/), ['server/config.ts'])
    assert.deepEqual(using(/\bDate\.now\(\)|new Date\(\)/), ['db/model/clock.ts'])
  })

  test('no file is longer than 400 lines, and most are short', () => {
    const lengths = sources
      .filter(({ path }) => !path.includes('/generated/'))
      .map(({ path, text }) => ({ path, lines: text.split('\n').length }))
      .sort((left, right) => left.lines - right.lines)
    assert.deepEqual(
      lengths.filter(({ lines }) => lines > 400),
      [],
    )
    const p95 = lengths[Math.floor(lengths.length * 0.95)]
    assert.ok((p95?.lines ?? 0) <= 270, `95 of 100 files have at most 270 lines, not ${p95?.lines}`)
  })

  test('nothing is silenced: no any, no ignored types, no work left for later', () => {
    const wrong = sources.filter(({ text }) =>
      /(: any\b|as any\b|<any>|@ts-ignore|@ts-nocheck|\bTODO\b|\bFIXME\b)/.test(text),
    )
    assert.deepEqual(
      wrong.map(({ path }) => path),
      [],
    )
  })
})

function edges(isWrong: (from: string, to: string) => boolean): string[] {
  return sources.flatMap(({ path, imports }) =>
    imports.filter((to) => isWrong(path, to)).map((to) => `${path} → ${to}`),
  )
}

function top(path: string): string {
  return path.split('/')[0] ?? ''
}

function isOurs(path: string): boolean {
  return layers.some((layer) => path.startsWith(`${layer}/`))
}

function readSource(file: string): Source {
  const text = readFileSync(file, 'utf8')
  const path = slashed(relative(root, file))
  const specifiers = [...text.matchAll(IMPORTS)].map((match) => match[1] ?? match[2] ?? match[3] ?? '')
  const imports = specifiers.map((specifier) =>
    specifier.startsWith('.') ? slashed(relative(root, join(dirname(file), specifier))) : packageOf(specifier),
  )
  return { path, text, imports }
}

function packageOf(specifier: string): string {
  return specifier.startsWith('node:')
    ? specifier
    : specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/')
}

function slashed(path: string): string {
  return path.split(sep).join('/')
}
