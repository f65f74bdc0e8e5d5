#!/usr/bin/env node
/**
 * Entry of the program. Nothing is imported statically: an older Node would fail inside an import (its TypeScript, the
 * SQLite addon) before anybody could say what is wrong.
 */
const OLDEST_NODE = [22, 18] as const

if (isOldNode(process.versions.node)) {
  process.stderr.write(
    `s3control-local needs Node ${OLDEST_NODE.join('.')} or newer; this is Node ${process.versions.node}.\n`,
  )
  process.exitCode = 1
} else {
  const { runCommandLine } = await import('./cli.ts')
  await runCommandLine(process.argv.slice(2))
}

function isOldNode(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])
}
