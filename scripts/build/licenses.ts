import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The notices that the licences of bundled packages ask for. @param files paths below `node_modules` */
export function collectLicenses(root: string, files: readonly string[]): string {
  const folders = new Set(files.map(packageFolder))
  return [...folders].map((folder) => notice(join(root, folder))).join(`\n${'-'.repeat(80)}\n\n`)
}

function packageFolder(file: string): string {
  const found = /^.*\bnode_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0]
  if (found === undefined) throw new Error(`${file} is in no package`)
  return found
}

function notice(folder: string): string {
  const { name, version, license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry))
  const text =
    file === undefined
      ? `Licence: ${license}, by ${typeof author === 'string' ? author : author?.name}; the package brings no text of it.`
      : readFileSync(join(folder, file), 'utf8').trim()
  return `${name} ${version}\n\n${text}\n`
}

interface Manifest {
  readonly name: string
  readonly version: string
  readonly license?: string
  readonly author?: string | { readonly name: string }
}
