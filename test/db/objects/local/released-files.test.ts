import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { blobPath, type StoreLayout, storeLayout } from '../../../../db/objects/local/layout.ts'
import { createReleasedFiles } from '../../../../db/objects/local/writer/released-files.ts'

for (const synchronous of ['off', 'full'] as const) {
  test(`with ${synchronous} a released file goes at once`, (t) => {
    const layout = folderWith(t, ['ab1'])
    const released = createReleasedFiles(layout, synchronous)
    released.add(['ab1'])
    assert.equal(existsSync(blobPath(layout, 'ab1')), false)
    assert.equal(released.waiting, false)
  })
}

test('with normal a released file waits until the log has been flushed', (t) => {
  const layout = folderWith(t, ['ab1'])
  const released = createReleasedFiles(layout, 'normal')
  released.add(['ab1'])
  assert.ok(existsSync(blobPath(layout, 'ab1')))
  assert.ok(released.waiting)
  writeFileSync(`${layout.database}-wal`, '')
  released.remove()
  assert.equal(existsSync(blobPath(layout, 'ab1')), false)
  assert.equal(released.waiting, false)
})

test('with normal a file stays when the log cannot be flushed', (t) => {
  const layout = folderWith(t, ['ab1'])
  const released = createReleasedFiles(layout, 'normal')
  released.add(['ab1'])
  released.remove()
  assert.ok(existsSync(blobPath(layout, 'ab1')))
})

test('with normal many released files do not wait for a quiet moment', (t) => {
  const names = Array.from({ length: 300 }, (_, index) => `ab${index}`)
  const layout = folderWith(t, names)
  writeFileSync(`${layout.database}-wal`, '')
  createReleasedFiles(layout, 'normal').add(names)
  assert.ok(names.every((name) => !existsSync(blobPath(layout, name))))
})

function folderWith(t: TestContext, files: readonly string[]): StoreLayout {
  const layout = storeLayout(mkdtempSync(join(tmpdir(), 's3control-local-')))
  t.after(() => rmSync(layout.folder, { recursive: true, maxRetries: 5 }))
  mkdirSync(join(layout.blobs, 'ab'), { recursive: true })
  for (const file of files) writeFileSync(blobPath(layout, file), '')
  return layout
}
