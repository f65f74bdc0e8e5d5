import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')

export interface Packed {
  readonly tarball: string
  /** Paths inside the package. */
  readonly files: readonly string[]
  readonly bytes: number
}

/** A test's own context, or `node:test` itself inside a suite. */
export interface Hooks {
  after(hook: () => unknown): void
}

export function temporaryFolder(hooks: Hooks): string {
  const folder = mkdtempSync(join(tmpdir(), 's3control-local-test-'))
  hooks.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

/** Builds the package as it would be published. */
export function packPackage(folder: string): Packed {
  // The build says what it does on standard output too; the list of files is the last thing there.
  const output = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [packed] = JSON.parse(output.slice(output.search(/^\[$/m))) as readonly PackReport[]
  if (packed === undefined) throw new Error('npm pack reported nothing')
  return {
    tarball: join(folder, packed.filename),
    files: packed.files.map(({ path }) => path),
    bytes: packed.size,
  }
}

interface PackReport {
  readonly filename: string
  readonly size: number
  readonly files: readonly { readonly path: string }[]
}
