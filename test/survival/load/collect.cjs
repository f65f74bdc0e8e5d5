// Loaded into the server before the server: on SIGUSR2 the main thread collects its garbage and writes down what it holds.
const { isMainThread } = require('node:worker_threads')

if (isMainThread) {
  const { renameSync, writeFileSync } = require('node:fs')
  const { setFlagsFromString } = require('node:v8')
  const { runInNewContext } = require('node:vm')
  const file = process.env.SURVIVAL_GAUGE
  process.on('SIGUSR2', () => {
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc')
    collect()
    collect()
    const { heapUsed, external } = process.memoryUsage()
    writeFileSync(`${file}.new`, JSON.stringify({ heapUsed, external, resources: process.getActiveResourcesInfo() }))
    renameSync(`${file}.new`, file)
  })
}
