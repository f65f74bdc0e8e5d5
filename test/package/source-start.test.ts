import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { temporaryFolder } from './packed.ts'

test('a start from source loads no client for fetch, which an import of node:http would', (t) => {
  const file = join(temporaryFolder(t), 'start.mjs')
  const library = pathToFileURL(join(import.meta.dirname, '..', '..', 'server', 'index.ts')).href
  writeFileSync(
    file,
    `import { startServer } from ${JSON.stringify(library)}
    const server = await startServer()
    console.log(process.moduleLoadList.join('\\n'))
    await server.stop()`,
  )
  const loaded = execFileSync(process.execPath, [file], { encoding: 'utf8' })
  assert.match(loaded, /^NativeModule http$/m)
  assert.doesNotMatch(loaded, /undici/)
})
