/** The console's files, read anew each time: few people ask for them, and whoever works on them sees what he did. */
import { hash, randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'

export interface ConsoleFile {
  readonly type: string
  readonly etag: string
  readonly bytes: Uint8Array
}

export interface ConsolePage {
  readonly html: string
  /** Which scripts and styles may be run: those that the page itself names, and what they import. */
  readonly nonce: string
}

/** `console/` beside `server/`, in the source and in the package. */
const FOLDER = new URL('../../../console/', import.meta.url)

const TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
}
/** One dot, before the extension: no name leads out of the folder. */
const NAME = /^(?:[a-z0-9-]+\/)*[a-z0-9-]+\.(js|css|svg)$/

/** @returns undefined when there is no such file */
export async function consoleFile(name: string): Promise<ConsoleFile | undefined> {
  const type = TYPES[NAME.exec(name)?.[1] ?? '']
  if (type === undefined) return undefined
  const bytes = await readFile(new URL(name, FOLDER)).catch(undefinedIfMissing)
  return bytes === undefined ? undefined : { type, bytes, etag: `"${hash('sha256', bytes, 'base64url').slice(0, 22)}"` }
}

/** @param token for a page that may change things; without one it only shows them */
export async function consolePage(token: string | undefined): Promise<ConsolePage> {
  const nonce = randomBytes(16).toString('base64url')
  const template = await readFile(new URL('index.html', FOLDER), 'utf8')
  return { nonce, html: template.replaceAll('{{nonce}}', nonce).replaceAll('{{token}}', token ?? '') }
}

function undefinedIfMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'EISDIR') throw error
}
