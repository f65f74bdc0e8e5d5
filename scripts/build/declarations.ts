/** Declarations of the library's interface: those that a program reaches from `server/index.ts`, and no others. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'

const ENTRY = join('server', 'index.d.ts')

export function emitDeclarations(root: string, target: string): void {
  const all = mkdtempSync(join(tmpdir(), 's3control-local-types-'))
  try {
    const complaints = compile(root, all)
    const files = [...reachable(join(all, ENTRY))].map((file) => relative(all, file))
    // The compiler takes the whole program; what it cannot declare elsewhere in it is no concern of the interface.
    const ours = complaints.filter((line) => files.some((file) => line.startsWith(file.replace(/\.d\.ts$/, '.ts('))))
    if (ours.length > 0) throw new Error(`the declarations cannot be made:\n${ours.join('\n')}`)
    for (const file of files) {
      const place = join(target, file)
      mkdirSync(dirname(place), { recursive: true })
      writeFileSync(place, asPublished(readFileSync(join(all, file), 'utf8')))
    }
  } finally {
    rmSync(all, { recursive: true, force: true })
  }
}

function compile(root: string, outDir: string): readonly string[] {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  const args = [tsc, '-p', join(root, 'tsconfig.build.json'), '--outDir', outDir, '--pretty', 'false']
  return spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' }).stdout.split('\n')
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
