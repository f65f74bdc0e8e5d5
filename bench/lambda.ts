/**
 * Tasks a second of Lambda jobs, from CreateJob to Complete with a report of all tasks: functions in the server's own
 * threads, and behind an endpoint in another process. One JSON line a case; the best of the runs.
 *
 * node bench/lambda.ts [tasks] [runs]
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ask } from './product/request.ts'
import { type JobRun, runJob } from './product/run-job.ts'
import { type Product, startProduct } from './product/start-product.ts'
import { FILES } from './store/bench-keys.ts'
import { putManifest, range, type StoredManifest } from './store/manifest-file.ts'

const ANSWER = `{ results: [{ taskId: event.tasks[0].taskId, resultCode: 'Succeeded', resultString: 'done' }] }`

const FUNCTIONS: Readonly<Record<string, string>> = {
  instant: `export const handler = async (event) => (${ANSWER})`,
  'waits-10-ms': `export const handler = (event) => new Promise((done) => setTimeout(() => done(${ANSWER}), 10))`,
  'works-1-ms': `export const handler = async (event) => { for (const end = performance.now() + 1; performance.now() < end;); return ${ANSWER} }`,
}

/** Cases with functions that take their time have fewer tasks. */
const SHARE: Readonly<Record<string, number>> = { instant: 1, 'waits-10-ms': 0.5, 'works-1-ms': 0.1 }

if (process.argv[2] === 'endpoint') serveEndpoint()
else await measure(Number(process.argv[2] ?? 50_000), Number(process.argv[3] ?? 3))

async function measure(tasks: number, runs: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 's3control-local-functions-'))
  for (const [name, source] of Object.entries(FUNCTIONS)) writeFileSync(join(folder, `${name}.mjs`), source)
  const endpoint = fork(import.meta.filename, ['endpoint'], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const [port] = (await once(endpoint, 'message')) as [number]
  const flags = ['--functions', folder, '--lambda-endpoint', `http://127.0.0.1:${port}`]
  const product = await startProduct({ flags })
  try {
    await ask(`${product.url}/${FILES}`, { method: 'PUT' })
    for (const [name, share] of Object.entries(SHARE)) await report(product, 'embedded', name, tasks * share, runs)
    await report(product, 'endpoint', 'behind-endpoint', tasks, runs)
  } finally {
    await product.stop()
    endpoint.kill()
    rmSync(folder, { recursive: true })
  }
}

async function report(product: Product, place: string, name: string, tasks: number, runs: number): Promise<void> {
  const manifest = await putManifest(product.url, `${name}.csv`, range(0, tasks))
  let best: JobRun | undefined
  for (let run = 0; run < runs; run++) {
    const done = await runLambdaJob(product, name, manifest)
    if (done.succeeded !== tasks) throw new Error(`${done.succeeded} of ${tasks} tasks succeeded`)
    if (best === undefined || done.seconds < best.seconds) best = done
  }
  if (best === undefined) return
  const { seconds, cpuSeconds, peakMiB } = best
  console.log(
    JSON.stringify({
      case: `${place}: ${name}`,
      tasks,
      seconds: Number(seconds.toFixed(3)),
      tasksPerSecond: Math.round(tasks / seconds),
      serverCpuSeconds: Number(cpuSeconds.toFixed(2)),
      peakRssMebibytes: Math.round(peakMiB),
    }),
  )
}

function runLambdaJob(product: Product, name: string, manifest: StoredManifest): Promise<JobRun> {
  const operation = `<LambdaInvoke><FunctionArn>arn:aws:lambda:us-east-1:000000000000:function:${name}</FunctionArn></LambdaInvoke>`
  return runJob(product, { operation, manifest })
}

/** A server of the Invoke API whose function does nothing. */
function serveEndpoint(): void {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const event = JSON.parse(Buffer.concat(chunks).toString()) as { tasks: { taskId: string }[] }
      const result = { taskId: event.tasks[0]?.taskId, resultCode: 'Succeeded', resultString: 'done' }
      response.end(JSON.stringify({ results: [result] }))
    })
  })
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
}
