import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { lockFile } from '../../../db/sqlite/lock-file.ts'
import { folderWith } from '../../support/folder-with.ts'

describe('a locked file', () => {
  test('is given to one at a time, in the same process as well', (t) => {
    const path = join(folderWith(t, {}), 'lock.db')
    const release = lockFile(path)
    assert.ok(release)
    assert.equal(lockFile(path), undefined)
    release()
    const next = lockFile(path)
    assert.ok(next)
    next()
  })

  test('is one that can be written: of one that can only be read, everybody would have the lock', (t) => {
    const folder = folderWith(t, { 'lock.db': '' })
    const path = join(folder, 'lock.db')
    chmodSync(folder, 0o755)
    chmodSync(path, 0o444)
    const module = join(import.meta.dirname, '../../../db/sqlite/lock-file.ts')
    const { stdout } = spawnSync(
      process.execPath,
      [
        '--input-type=module',
        '--eval',
        `import { lockFile } from ${JSON.stringify(module)}
        lockFile(${JSON.stringify(join(folder, 'other.db'))})()
        // To the superuser nothing is read-only.
        if (process.getuid() === 0) process.setuid(65534)
        try {
          console.log(lockFile(${JSON.stringify(path)}))
        } catch (error) {
          console.log(error.code)
        }`,
      ],
      { encoding: 'utf8' },
    )
    assert.equal(stdout.trim(), 'EACCES')
  })
})
