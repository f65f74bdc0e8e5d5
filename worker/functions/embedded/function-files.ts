import { statSync } from 'node:fs'
import { join } from 'node:path'

const EXTENSIONS = ['mjs', 'cjs', 'js', 'mts', 'ts']

/** The file with a function's handler: `name.mjs` and so on, or an `index` in a folder of its name. */
export function findFunctionFile(folder: string, name: string): string | undefined {
  const places = [join(folder, name), join(folder, name, 'index')]
  const candidates = places.flatMap((place) => EXTENSIONS.map((extension) => `${place}.${extension}`))
  return candidates.find((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true)
}

/** Changes whenever a file does; empty for one that is gone. */
export function fileStamp(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false })
  return stat === undefined ? '' : `${stat.mtimeMs} ${stat.size} ${stat.ino}`
}
