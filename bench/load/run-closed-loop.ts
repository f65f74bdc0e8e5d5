import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { ClosedLoop, ClosedLoopResult } from './closed-loop.ts'

const run = promisify(execFile)

/** The closed loop in a process of its own. */
export async function runClosedLoop(load: ClosedLoop): Promise<ClosedLoopResult> {
  const { stdout } = await run(process.execPath, [join(import.meta.dirname, 'closed-loop.ts'), JSON.stringify(load)])
  return JSON.parse(stdout) as ClosedLoopResult
}
