/**
 * `npm run build`: the compiled program in `dist/`, as it is published and put into the image.
 *
 * ```
 * dist/s3control-local.js     launcher: plain JavaScript that an old Node can read
 * dist/server/index.js        the program and the library, one file
 * dist/…/thread.js, entry.js  one file for each kind of thread, where the source has it
 * dist/db/sqlite/migrations/  read at start
 * dist/console/               the web console, as it is in the source
 * dist/…/*.d.ts               declarations of the library's interface
 * dist/package.json           the version; and that the files here are CommonJS
 * dist/LICENSES.txt           of the packages that are bundled
 * ```
 */
import { chmodSync, copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundle } from './build/bundle.ts'
import { emitDeclarations } from './build/declarations.ts'
import { collectLicenses } from './build/licenses.ts'

const root = join(import.meta.dirname, '..')
const dist = join(root, 'dist')
const MIGRATIONS = join('db', 'sqlite', 'migrations')

rmSync(dist, { recursive: true, force: true })
mkdirSync(dist)
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string }
writeFileSync(join(dist, 'package.json'), `${JSON.stringify({ type: 'commonjs', version }, undefined, 2)}\n`)

const bundled = await bundle(root, dist)
writeFileSync(join(dist, 'LICENSES.txt'), collectLicenses(root, bundled))
cpSync(join(root, MIGRATIONS), join(dist, MIGRATIONS), { recursive: true })
cpSync(join(root, 'console'), join(dist, 'console'), { recursive: true, filter: (path) => !path.endsWith('.json') })

copyFileSync(join(import.meta.dirname, 'build', 'launcher.cjs'), join(dist, 's3control-local.js'))
chmodSync(join(dist, 's3control-local.js'), 0o755)

emitDeclarations(root, dist)
