import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startBareServer } from '../bare/start-bare-server.ts'
import { atLeast, type Finding, median } from '../findings.ts'
import type { Bench, Measurement } from '../measurement.ts'
import { runJob } from '../product/run-job.ts'
import { startProduct } from '../product/start-product.ts'
import { putManifest, range } from '../store/manifest-file.ts'
import { dropFolder, seededFolder } from '../store/seed-store.ts'

const OBJECTS = 100_000

const HANDLER = `export const handler = async ({ invocationId, invocationSchemaVersion, tasks }) => ({
  invocationSchemaVersion,
  treatMissingKeysAs: 'PermanentFailure',
  invocationId,
  results: tasks.map(({ taskId }) => ({ taskId, resultCode: 'Succeeded', resultString: '' })),
})
`

/** Jobs whose function returns at once: what is left is ours. */
export const lambdaJobs: Measurement = {
  name: 'lambda-jobs',
  async *measure(bench): AsyncGenerator<Finding> {
    const functions = mkdtempSync(join(tmpdir(), 's3control-local-functions-'))
    writeFileSync(join(functions, 'embedded.mjs'), HANDLER)
    const stub = await startBareServer('lambda-stub.ts')
    const data = seededFolder(OBJECTS, 'lambda')
    try {
      const flags = ['--functions', functions, '--lambda-endpoint', `remote=${stub.url}`]
      const what = 'Lambda jobs, CreateJob to Complete'
      const rates = await measureBoth(bench, data, flags)
      yield atLeast({ what, case: 'embedded function', unit: 'tasks/s', ...rates.embedded }, 10_000)
      yield atLeast({ what, case: 'over the Invoke API', unit: 'tasks/s', ...rates.remote }, 5_000)
    } finally {
      await stub.stop()
      dropFolder(data)
      rmSync(functions, { recursive: true })
    }
  },
}

async function measureBoth(bench: Bench, data: string, flags: readonly string[]) {
  const product = await startProduct({ data, entry: bench.entry, flags })
  try {
    const keys = bench.quick ? 5_000 : 50_000
    const manifest = await putManifest(product.url, 'invoke.csv', range(0, keys))
    const rateOf = async (name: string) => {
      const rounds: number[] = []
      for (let turn = 0; turn <= bench.rounds; turn++) {
        const { seconds, failed } = await runJob(product, { operation: lambdaXml(name), manifest })
        if (failed > 0) throw new Error(`${failed} invocations of ${name} failed`)
        if (turn > 0) rounds.push(keys / seconds)
      }
      return { value: median(rounds), detail: { rounds: rounds.map(Math.round) } }
    }
    return { embedded: await rateOf('embedded'), remote: await rateOf('remote') }
  } finally {
    await product.stop()
  }
}

function lambdaXml(name: string): string {
  return `<LambdaInvoke><FunctionArn>arn:aws:lambda:us-east-1:000000000000:function:${name}</FunctionArn></LambdaInvoke>`
}
