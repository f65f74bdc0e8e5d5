import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after } from 'node:test'

export interface FunctionFolder {
  readonly path: string
  write(file: string, source: string): void
  remove(file: string): void
}

/** A folder of Lambda functions, removed when the test file is done. */
export function functionFolder(files: Readonly<Record<string, string>> = {}): FunctionFolder {
  const path = mkdtempSync(join(tmpdir(), 's3control-functions-'))
  after(() => rmSync(path, { recursive: true, force: true, maxRetries: 5 }))
  const write = (file: string, source: string): void => {
    mkdirSync(dirname(join(path, file)), { recursive: true })
    writeFileSync(join(path, file), source)
  }
  for (const [file, source] of Object.entries(files)) write(file, source)
  return { path, write, remove: (file) => rmSync(join(path, file)) }
}
