import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Worker } from 'node:worker_threads'

const MODULE = join(import.meta.dirname, '../../../worker/thread/behind-requests.ts')

/** The place of `nice` behind the name of a thread (proc(5)). */
const NICE = 16

function nicenessIn(stat: string): number {
  return Number(stat.split(') ').at(-1)?.split(' ')[NICE])
}

test('a thread of the pool gives way, and no other thread does', {
  skip: process.platform !== 'linux' && 'only Linux knows priorities of threads',
}, async () => {
  const before = nicenessIn(readFileSync('/proc/thread-self/stat', 'utf8'))
  const worker = new Worker(
    `import { readFileSync } from 'node:fs'
     import { parentPort } from 'node:worker_threads'
     import { goBehindRequests } from ${JSON.stringify(MODULE)}
     goBehindRequests()
     parentPort.postMessage(readFileSync('/proc/thread-self/stat', 'utf8'))`,
    { eval: true, execArgv: ['--input-type=module'] },
  )
  const [stat] = await once(worker, 'message')
  assert.equal(nicenessIn(stat), Math.min(before + 10, 19))
  assert.equal(nicenessIn(readFileSync('/proc/thread-self/stat', 'utf8')), before)
  await worker.terminate()
})
