/** The program in a few files: finding and reading hundreds of modules is most of what a start costs. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild'

/** Installed with the package: the addon; and what many starts never load, which need not lie in the way. */
const INSTALLED = ['better-sqlite3', 'piscina', 'hash-wasm']

/**
 * Fastify loads these when a route has a schema, a logger is asked for, or a request is injected. This program does
 * none of it (`test/package/` starts it without them), so they are left out.
 */
const NEVER_LOADED = ['@fastify/ajv-compiler', '@fastify/fast-json-stringify-compiler', 'light-my-request', 'pino']

/**
 * What these files require at once and this program never uses: servers that Fastify makes itself (ours come from
 * `server/http/app.ts`), versions that plugins ask for, trusted proxies, routes that are regular expressions. Together
 * they are a tenth of a start. Each with what stands in its place.
 */
const UNUSED_REQUIRES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'fastify/lib/server.js': { 'node:http2': 'undefined', 'node:https': 'undefined' },
  'fastify/lib/plugin-utils.js': { semver: 'undefined' },
  'fastify/lib/request.js': { '@fastify/proxy-addr': 'undefined' },
  // Asked at once, about three expressions of its own.
  'find-my-way/index.js': { 'safe-regex2': '() => true' },
}

/** @returns the bundled files of other packages, by their paths from the root */
export async function bundle(root: string, dist: string): Promise<readonly string[]> {
  const options: BuildOptions = {
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    target: 'node22.18',
    // CommonJS starts 20 ms sooner and 3 MB smaller than ES modules, whose loader is not needed then.
    format: 'cjs',
    external: [...INSTALLED, ...NEVER_LOADED],
    define: { 'import.meta.url': 'fileUrl', 'import.meta.filename': '__filename', 'import.meta.dirname': '__dirname' },
    banner: { js: "'use strict';const fileUrl=require('node:url').pathToFileURL(__filename).href;" },
    minifyWhitespace: true,
    minifySyntax: true,
    // Names stay, for the sake of whoever reads a stack trace.
    minifyIdentifiers: false,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
    plugins: [withoutUnusedRequires()],
  }
  const outputs = await Promise.all([
    build({
      ...options,
      stdin: { contents: MAIN, resolveDir: root, loader: 'ts', sourcefile: 'main.ts' },
      outfile: join(dist, 'main', 'server.js'),
    }),
    build({
      ...options,
      entryPoints: ['db/objects/local/writer/thread.ts'],
      outfile: join(dist, 'main', 'thread.js'),
    }),
    build({ ...options, entryPoints: ['worker/thread/entry.ts'], outfile: join(dist, 'thread', 'entry.js') }),
  ])
  const inputs = outputs.flatMap(({ metafile }) => usedInputs(metafile))
  return [...new Set(inputs)].filter((path) => path.startsWith('node_modules/')).sort()
}

/** One file for both, since they are the same program: the command line, and the library. */
const MAIN = `
export { runCommandLine } from './server/cli.ts'
export * from './server/index.ts'
`

function usedInputs(metafile: Metafile | undefined): string[] {
  return Object.values(metafile?.outputs ?? {}).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  )
}

function withoutUnusedRequires(): Plugin {
  return {
    name: 'without-unused-requires',
    setup(bundler) {
      for (const [file, unused] of Object.entries(UNUSED_REQUIRES)) {
        const filter = new RegExp(
          `[\\\\/]node_modules[\\\\/]${file.replaceAll('.', '\\.').replaceAll('/', '[\\\\/]')}$`,
        )
        bundler.onLoad({ filter }, ({ path }) => ({
          contents: withoutRequires(file, readFileSync(path, 'utf8'), unused),
          loader: 'js',
        }))
      }
    },
  }
}

function withoutRequires(file: string, text: string, unused: Readonly<Record<string, string>>): string {
  return Object.entries(unused).reduce((contents, [name, replacement]) => {
    const call = `require('${name}')`
    if (!contents.includes(call)) throw new Error(`${file} has no ${call} any more`)
    return contents.replace(call, replacement)
  }, text)
}
