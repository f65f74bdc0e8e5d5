#!/usr/bin/env node
// Starts the server from a clone. Plain JavaScript of the oldest kind, so that an old Node, which cannot read
// TypeScript, gives one clear line instead of a stack trace.
import module from 'module'
import { tmpdir } from 'os'
import { join } from 'path'

var version = process.versions.node.split('.').map(Number)
if (version[0] < 22 || (version[0] === 22 && version[1] < 18)) {
  process.stderr.write('s3control-local needs Node 22.18 or newer; this is Node ' + process.versions.node + '.\n')
  process.exitCode = 1
} else {
  // What was compiled is kept for the next start, by threads too: they learn of it from the environment. Without the
  // cache, or when TypeScript were the first thing loaded, a start takes 100 ms longer.
  if (!process.env.NODE_COMPILE_CACHE) process.env.NODE_COMPILE_CACHE = join(tmpdir(), 'node-compile-cache')
  module.enableCompileCache()
  void import('../server/main.ts')
}
