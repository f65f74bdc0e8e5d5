#!/usr/bin/env node
// Starts the compiled program. Plain JavaScript of the oldest kind, so that an old Node, which cannot load the SQLite
// addon and dies without a word, gives one clear line.
'use strict'
var version = process.versions.node.split('.').map(Number)
if (version[0] < 22 || (version[0] === 22 && version[1] < 18)) {
  process.stderr.write('s3control-local needs Node 22.18 or newer; this is Node ' + process.versions.node + '.\n')
  process.exitCode = 1
} else {
  // What was compiled is kept for the next start, by threads too: they learn of it from the environment.
  if (!process.env.NODE_COMPILE_CACHE) {
    process.env.NODE_COMPILE_CACHE = require('node:path').join(require('node:os').tmpdir(), 'node-compile-cache')
  }
  require('node:module').enableCompileCache()
  require('./server/index.js').runCommandLine(process.argv.slice(2))
}
