/**
 * `npm run build`: the compiled program in `dist/`, as it is published and put into the image.
 *
 * ```
 * dist/s3control-local.js   launcher: plain JavaScript that an old Node can read
 * dist/main/server.js       the program and the library, one file (`docs/decisions/` says why)
 * dist/main/thread.js       the writer's thread, beside the file that starts it, as in the source
 * dist/main/migrations/     read at start
 * dist/thread/entry.js      a thread of the pool
 * dist/types/               declarations of the library's interface
 * dist/package.json         the files here are CommonJS; the version
 * dist/LICENSES.txt         of the packages that are bundled
 * ```
 */
import { chmodSync, copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundle } from './build/bundle.ts'
import { emitDeclarations } from './build/declarations.ts'
import { collectLicenses } from './build/licenses.ts'

const root = join(import.meta.dirname, '..')
const dist = join(root, 'dist')

rmSync(dist, { recursive: true, force: true })
mkdirSync(dist)
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string }
writeFileSync(join(dist, 'package.json'), `${JSON.stringify({ type: 'commonjs', version }, undefined, 2)}\n`)

const bundled = await bundle(root, dist)
writeFileSync(join(dist, 'LICENSES.txt'), collectLicenses(root, bundled))
cpSync(join(root, 'db', 'sqlite', 'migrations'), join(dist, 'main', 'migrations'), { recursive: true })

copyFileSync(join(import.meta.dirname, 'build', 'launcher.cjs'), join(dist, 's3control-local.js'))
chmodSync(join(dist, 's3control-local.js'), 0o755)

emitDeclarations(root, join(dist, 'types'))
