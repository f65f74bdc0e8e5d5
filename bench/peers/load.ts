/**
 * The loads of the benchmark against any S3 endpoint that takes unsigned requests, one JSON line each.
 * Usage: node bench/peers/load.ts URL [BUCKET] [SECONDS]   (the bucket is made when it is not there)
 */

import { latenciesOf } from '../load/latencies.ts'
import { OBJECT_LOADS, type ObjectLoad, objectLoad } from '../load/object-loads.ts'
import { runClosedLoop } from '../load/run-closed-loop.ts'

const [url = 'http://127.0.0.1:4566', bucket = 'bench-files', seconds = '4'] = process.argv.slice(2)
const LISTINGS = 200

await fetch(`${url}/${bucket}`, { method: 'PUT' }).then((response) => response.arrayBuffer())
for (const name of Object.keys(OBJECT_LOADS) as readonly ObjectLoad[]) {
  print(name, await runClosedLoop(objectLoad(name, url, bucket, Number(seconds))))
}
print('ListObjectsV2 of 1,000 keys', await listings())

async function listings(): Promise<object> {
  const took: number[] = []
  let failed = 0
  for (let count = 0; count < LISTINGS; count++) {
    const began = performance.now()
    const response = await fetch(`${url}/${bucket}?list-type=2&max-keys=1000`)
    await response.arrayBuffer()
    if (response.status !== 200) failed += 1
    took.push(performance.now() - began)
  }
  return { failed, ...latenciesOf(took) }
}

function print(load: string, result: object): void {
  console.log(JSON.stringify({ load, url, ...result }))
}
