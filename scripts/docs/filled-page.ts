/**
 * The pages of docs/sdk. A block of code behind `<!-- file: PATH -->` is that file, one behind `<!-- print: NAME -->` is
 * what `--print NAME` prints; one behind `<!-- way: NAME -->` is the environment of a way that `npm run test:sdks` takes.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { print } from '../../server/print/print.ts'
import { isPrintable } from '../../server/print/printables.ts'
import { configWith } from '../../server/settings/parse.ts'

const ROOT = join(import.meta.dirname, '../..')
const FOLDER = join(ROOT, 'docs/sdk')

export const PAGES: readonly string[] = readdirSync(FOLDER)

export interface Page {
  readonly path: string
  readonly before: string
  readonly text: string
}

export function filledPage(name: string): Page {
  const path = join(FOLDER, name)
  const before = readFileSync(path, 'utf8')
  const text = before.replaceAll(
    /(<!-- (file|print): (\S+) -->\n```\w+\n)[^]*?(```\n)/g,
    (_match, head: string, kind: string, source: string, tail: string) =>
      `${head}${(kind === 'file' ? fileText(source) : printed(source)).trimEnd()}\n${tail}`,
  )
  return { path, before, text }
}

export interface WayBlock {
  readonly way: string
  readonly variables: Readonly<Record<string, string>>
}

/** The blocks of a page that set up a way. */
export function wayBlocks(page: string): readonly WayBlock[] {
  return [...page.matchAll(/<!-- way: ([^>]+) -->\n```sh\n([^]*?)```/g)].map(([, way = '', lines = '']) => ({
    way,
    variables: Object.fromEntries([...lines.matchAll(/^export (\w+)=(.*)$/gm)].map(([, name, value]) => [name, value])),
  }))
}

/** Without what only concerns its being a test. */
function fileText(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8')
}

function printed(name: string): string {
  if (!isPrintable(name)) throw new Error(`--print knows no ${name}`)
  return print(name, configWith({}))
}
