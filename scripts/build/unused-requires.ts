import { readFileSync } from 'node:fs'
import type { Plugin } from 'esbuild'

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

export function withoutUnusedRequires(): Plugin {
  return {
    name: 'without-unused-requires',
    setup(bundler) {
      for (const [file, unused] of Object.entries(UNUSED_REQUIRES)) {
        const path = file.replaceAll('.', '\\.').replaceAll('/', '[\\\\/]')
        bundler.onLoad({ filter: new RegExp(`[\\\\/]node_modules[\\\\/]${path}$`) }, (found) => ({
          contents: without(unused, file, readFileSync(found.path, 'utf8')),
          loader: 'js',
        }))
      }
    },
  }
}

function without(unused: Readonly<Record<string, string>>, file: string, text: string): string {
  return Object.entries(unused).reduce((contents, [name, replacement]) => {
    const call = `require('${name}')`
    if (!contents.includes(call)) throw new Error(`${file} has no ${call} any more`)
    return contents.replace(call, replacement)
  }, text)
}
