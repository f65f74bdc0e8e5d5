import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export const FUNCTION_NAME = 'agree'

const SOURCE = `export const handler = async ({ tasks }) => ({
  results: tasks.map(({ taskId }) => ({ taskId, resultCode: 'Succeeded', resultString: 'yes' })),
})
`

/** Makes a folder for `--functions` with one that succeeds at everything. */
export function writeFunction(folder: string): string {
  const functions = join(folder, 'functions')
  mkdirSync(functions, { recursive: true })
  writeFileSync(join(functions, `${FUNCTION_NAME}.mjs`), SOURCE)
  return functions
}
