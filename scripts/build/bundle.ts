/**
 * The program in a few files: finding and reading hundreds of modules is most of what a start costs. The files lie
 * where their entry lies in the source, and every module finds what it looks for beside itself (a thread's entry, the
 * migrations) as if it still were a file of its own.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { type BuildOptions, build, type Metafile } from 'esbuild'
import { withoutUnusedRequires } from './unused-requires.ts'
import { withPlaces } from './with-places.ts'

/** Installed with the package: the addon; and what many starts never load, which need not lie in the way. */
const INSTALLED = ['better-sqlite3', 'piscina', 'hash-wasm']

/**
 * Fastify loads these when a route has a schema, a logger is asked for, or a request is injected. This program does
 * none of it (`test/package/` starts it without them), so they are left out.
 */
const NEVER_LOADED = ['@fastify/ajv-compiler', '@fastify/fast-json-stringify-compiler', 'light-my-request', 'pino']

const LAYERS = ['server', 'worker', 'db']

/** @returns the bundled files of other packages, by their paths from the root */
export async function bundle(root: string, dist: string): Promise<readonly string[]> {
  const main = build({
    ...optionsFor(root, 'server/index.ts'),
    stdin: { contents: MAIN, resolveDir: root, loader: 'ts', sourcefile: 'main.ts' },
    outfile: join(dist, 'server', 'index.js'),
  })
  const threads = threadEntries(root).map((entry) =>
    build({
      ...optionsFor(root, entry),
      entryPoints: [entry],
      outfile: join(dist, entry.replace(/\.ts$/, '.js')),
    }),
  )
  const inputs = (await Promise.all([main, ...threads])).flatMap(({ metafile }) => usedInputs(metafile))
  return [...new Set(inputs)].filter((path) => /(^|\/)node_modules\//.test(path)).sort()
}

/** One file for both, since they are the same program: the command line, and the library. */
const MAIN = `
export { runCommandLine } from './server/cli.ts'
export * from './server/index.ts'
`

function optionsFor(root: string, entry: string): BuildOptions & { readonly metafile: true } {
  return {
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    target: 'node22.18',
    // CommonJS starts 20 ms sooner and is 3 MB smaller than ES modules, whose loader is not needed then.
    format: 'cjs',
    external: [...INSTALLED, ...NEVER_LOADED],
    // Its modules, where the source takes the one file made of them: so it is seen whose licences they are under.
    alias: { 'fast-xml-parser': join(root, 'node_modules', 'fast-xml-parser', 'src', 'fxp.js') },
    minifyWhitespace: true,
    minifySyntax: true,
    // Names stay, for the sake of whoever reads a stack trace.
    minifyIdentifiers: false,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
    banner: { js: `'use strict';const programRoot=require('node:path').join(__dirname,'${upwards(entry)}');` },
    plugins: [withPlaces(root, LAYERS), withoutUnusedRequires()],
  }
}

function upwards(entry: string): string {
  return relative(dirname(entry), '.').split(sep).join('/')
}

/** Wherever the source starts a thread: new URL(`./name${import.meta.filename.slice(-3)}`, import.meta.url). */
const STARTED = /new URL\(`([^`$]+)\$\{import\.meta\.filename\.slice\(-3\)\}`, import\.meta\.url\)/g

function threadEntries(root: string): readonly string[] {
  const files = LAYERS.flatMap((layer) =>
    readdirSync(join(root, layer), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(layer, name)),
  )
  return files.flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(STARTED)].map(([, name = '']) =>
      join(dirname(file), `${name}.ts`),
    ),
  )
}

function usedInputs(metafile: Metafile): string[] {
  return Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  )
}
