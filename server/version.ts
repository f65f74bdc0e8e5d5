import { existsSync, readFileSync } from 'node:fs'

/** The version of the package, which lies one folder up from the source and two from the compiled program. */
export function packageVersion(): string {
  const places = ['../package.json', '../../package.json'].map((path) => new URL(path, import.meta.url))
  const place = places.find((candidate) => existsSync(candidate))
  if (place === undefined) return 'unknown'
  return (JSON.parse(readFileSync(place, 'utf8')) as { readonly version: string }).version
}
