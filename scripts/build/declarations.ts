/** Declarations of the library's interface: those that a program reaches from `server/index.ts`, and no others. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'

const ENTRY = join('server', 'index.d.ts')

export async function emitDeclarations(root: string, target: string): Promise<void> {
  const all = mkdtempSync(join(tmpdir(), 's3control-local-types-'))
  try {
    compile(root, all)
    for (const file of reachable(join(all, ENTRY))) {
      const place = join(target, relative(all, file))
      mkdirSync(dirname(place), { recursive: true })
      writeFileSync(place, asPublished(readFileSync(file, 'utf8')))
    }
  } finally {
    rmSync(all, { recursive: true, force: true })
  }
}

function compile(root: string, outDir: string): void {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  const args = ['-p', join(root, 'tsconfig.build.json'), '--outDir', outDir]
  const { status } = spawnSync(process.execPath, [tsc, ...args], { stdio: 'inherit' })
  if (status !== 0) throw new Error(`the declarations could not be made (tsc ended with ${status})`)
}

const SPECIFIER = /(\bfrom |\bimport\()(['"])(\.{1,2}\/[^'"]+)\.ts\2/g

function reachable(entry: string): ReadonlySet<string> {
  const found = new Set([entry])
  // A set goes on with what is added to it on the way.
  for (const file of found) {
    for (const [, , , path = ''] of readFileSync(file, 'utf8').matchAll(SPECIFIER)) {
      found.add(join(dirname(file), `${path}.d.ts`))
    }
  }
  return found
}

/** The compiler leaves `.ts` in the declarations' imports. */
function asPublished(text: string): string {
  return text.replaceAll(SPECIFIER, '$1$2$3.js$2')
}
