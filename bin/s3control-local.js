#!/usr/bin/env node
// Starts the server from a clone. Plain JavaScript of the oldest kind, so that an old Node, which cannot read
// TypeScript, gives one clear line instead of a stack trace.
var version = process.versions.node.split('.').map(Number)
if (version[0] < 22 || (version[0] === 22 && version[1] < 18)) {
  process.stderr.write('s3control-local needs Node 22.18 or newer; this is Node ' + process.versions.node + '.\n')
  process.exitCode = 1
} else {
  void import('../server/main.ts')
}
