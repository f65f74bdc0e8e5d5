import { readFileSync } from 'node:fs'
import { relative, sep } from 'node:path'
import type { Plugin } from 'esbuild'

/**
 * What `import.meta` says of a module's place: where it would lie if it were compiled alone. The banner of a bundle
 * defines `programRoot`.
 */
export function withPlaces(root: string, layers: readonly string[]): Plugin {
  const ours = new RegExp(`[\\\\/](${layers.join('|')})[\\\\/].*\\.ts$`)
  return {
    name: 'with-places',
    setup(bundler) {
      bundler.onLoad({ filter: ours }, ({ path }) => {
        const text = readFileSync(path, 'utf8')
        const place = relative(root, path).split(sep).join('/').replace(/\.ts$/, '.js')
        const file = `require('node:path').join(programRoot, ${JSON.stringify(place)})`
        const contents = text
          // Only to read fewer files; here they are one in any case.
          .replaceAll('createRequire(import.meta.url)', 'require')
          .replaceAll('import.meta.filename', file)
          .replaceAll('import.meta.dirname', `require('node:path').dirname(${file})`)
          .replaceAll('import.meta.url', `require('node:url').pathToFileURL(${file}).href`)
        return contents === text ? undefined : { contents, loader: 'ts' }
      })
    },
  }
}
