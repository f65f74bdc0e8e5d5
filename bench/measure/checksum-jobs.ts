import { execFile } from 'node:child_process'
import { copyFileSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { againstBare, type Finding, median } from '../findings.ts'
import type { Bench, Measurement } from '../measurement.ts'
import { copyXml } from '../product/operations.ts'
import { ask } from '../product/request.ts'
import { runJob } from '../product/run-job.ts'
import { type Product, startProduct } from '../product/start-product.ts'
import { COPIES, FILES } from '../store/bench-keys.ts'
import { dropFolder, emptyFolder } from '../store/seed-store.ts'

const run = promisify(execFile)
const MIB = 1_048_576
const OBJECT_BYTES = 8 * MIB
const ALGORITHMS = ['SHA256', 'CRC64NVME'] as const
/**
 * Every object is a task so many times, and the bare loop reads its file as often: seconds of hashing, as what a job costs
 * whatever its length is measured elsewhere (the job of three tasks).
 */
const TIMES = 4
/** Four threads and processes on two processors: turns differ by a tenth. */
const MORE_TURNS = 2
/** A look at a job takes the server 0.4 ms, and this process as much, of processors that the job is after. */
const LOOK_MS = 25

/** Jobs that read every byte, against reading and hashing the same files; copies of large objects, against copying files. */
export const checksumJobs: Measurement = {
  name: 'checksum-jobs',
  async *measure(bench): AsyncGenerator<Finding> {
    const data = emptyFolder('checksums')
    const product = await startProduct({ data, entry: bench.entry })
    try {
      const objects = bench.quick ? 16 : 128
      const times = bench.quick ? 1 : TIMES
      await putObjects(product, objects)
      const manifest = await putManifest(product, objects, times)
      const files = blobFiles(data)
      const read = Array.from({ length: times }, () => files).flat()
      for (const algorithm of ALGORITHMS) {
        const jobs: number[] = []
        const bare: number[] = []
        for (let turn = 0; turn <= bench.rounds + MORE_TURNS; turn++) {
          const rates = [
            await hashLoops(algorithm, read),
            await jobRate(product, manifest, checksumXml(algorithm), read.length),
          ] as const
          // The first turn warms up.
          if (turn > 0) {
            bare.push(rates[0])
            jobs.push(rates[1])
          }
        }
        const measured = {
          what: `S3ComputeObjectChecksum, ${algorithm}, objects of 8 MiB`,
          case: `bare: reading and hashing the files in ${availableParallelism()} processes`,
          unit: 'MiB/s',
          detail: { rounds: jobs.map(Math.round), bareRounds: bare.map(Math.round) },
        }
        yield againstBare({ ...measured, value: median(jobs) }, median(bare), 0.8)
      }
      yield await copyFinding(bench, product, await putManifest(product, objects, 1), files)
    } finally {
      await product.stop()
      dropFolder(data)
    }
  },
}

interface Manifest {
  readonly key: string
  readonly etag: string
}

async function putObjects({ url }: Product, objects: number): Promise<void> {
  for (const bucket of [FILES, COPIES]) await ask(`${url}/${bucket}`, { method: 'PUT' })
  const body = Buffer.alloc(OBJECT_BYTES, 'abcdefghij')
  for (let number = 0; number < objects; number++) {
    body.writeUInt32BE(number)
    await ask(`${url}/${FILES}/large/${number}`, { method: 'PUT', body })
  }
}

async function putManifest({ url }: Product, objects: number, times: number): Promise<Manifest> {
  const lines = Array.from({ length: objects * times }, (_, row) => `${FILES},large/${row % objects}\n`)
  const { headers } = await ask(`${url}/${FILES}/large.csv`, { method: 'PUT', body: lines.join('') })
  return { key: 'large.csv', etag: String(headers.etag).replaceAll('"', '') }
}

function blobFiles(data: string): readonly string[] {
  const folder = join(data, 'state-0', 'blobs')
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).size === OBJECT_BYTES)
}

/** MiB a second of all processes together. */
async function hashLoops(algorithm: string, files: readonly string[]): Promise<number> {
  const processes = availableParallelism()
  const shares = Array.from({ length: processes }, (_, index) => files.filter((_, at) => at % processes === index))
  const loops = shares.map(async (share) => {
    const { stdout } = await run(process.execPath, [
      join(import.meta.dirname, '../bare/hash-loop.ts'),
      algorithm,
      ...share,
    ])
    return JSON.parse(stdout) as { bytes: number; seconds: number }
  })
  const done = await Promise.all(loops)
  return done.reduce((sum, { bytes }) => sum + bytes, 0) / MIB / Math.max(...done.map(({ seconds }) => seconds))
}

async function jobRate(product: Product, manifest: Manifest, operation: string, tasks: number): Promise<number> {
  const { seconds, succeeded } = await runJob(product, { operation, manifest }, LOOK_MS)
  if (succeeded !== tasks) throw new Error(`${succeeded} of ${tasks} tasks succeeded`)
  return (tasks * OBJECT_BYTES) / MIB / seconds
}

function checksumXml(algorithm: string): string {
  return `<S3ComputeObjectChecksum><ChecksumType>FULL_OBJECT</ChecksumType><ChecksumAlgorithm>${algorithm}</ChecksumAlgorithm></S3ComputeObjectChecksum>`
}

async function copyFinding(
  bench: Bench,
  product: Product,
  manifest: Manifest,
  files: readonly string[],
): Promise<Finding> {
  const jobs: number[] = []
  const bare: number[] = []
  for (let turn = 0; turn < bench.rounds; turn++) {
    bare.push(copyLoop(files))
    jobs.push(await jobRate(product, manifest, copyXml(COPIES, `turn-${turn}`), files.length))
  }
  return againstBare(
    {
      what: 'S3PutObjectCopy, objects of 8 MiB',
      case: 'bare: copying the files',
      value: median(jobs),
      unit: 'MiB/s',
      detail: { rounds: jobs.map(Math.round), bareRounds: bare.map(Math.round) },
    },
    median(bare),
    0.8,
  )
}

/** MiB a second. */
function copyLoop(files: readonly string[]): number {
  const folder = mkdtempSync(join(tmpdir(), 's3control-local-copies-'))
  try {
    const began = performance.now()
    for (const [index, file] of files.entries()) copyFileSync(file, join(folder, String(index)))
    return (files.length * OBJECT_BYTES) / MIB / ((performance.now() - began) / 1000)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
