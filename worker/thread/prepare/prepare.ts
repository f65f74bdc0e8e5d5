import { mkdirSync, rmSync } from 'node:fs'
import { basename } from 'node:path'
import type { Job, JobManifest, JobPlan } from '../../../db/model/job.ts'
import { againWhenOvertaken } from '../../../db/objects/overtaken.ts'
import { namedBucket } from '../../access-points/named-bucket.ts'
import { prepareManifest } from '../../manifest/prepare-manifest.ts'
import { withChecksum } from '../../manifest/slice-checksum.ts'
import type { JobBrief } from '../../operations/batch-operation.ts'
import { operationOf } from '../../operations/registry.ts'
import type { WorkTools } from '../work-tools.ts'
import { checkReportBucket } from './check-report-bucket.ts'
import { fetchCsvManifest } from './csv-manifest.ts'
import type { FetchedManifest } from './fetch-object.ts'
import { type GeneratedManifest, generateManifest } from './generated-manifest.ts'
import { fetchInventoryManifest } from './inventory-manifest.ts'

export interface PrepareInput {
  readonly job: JobBrief
  /** The job's work folder; what a broken attempt left there goes. */
  readonly folder: string
}

/** What preparing found. */
export interface PreparedJob extends JobPlan {
  /** Where the generated manifest lies, when the job wanted to keep one. */
  readonly generatedManifest: Job['generatedManifest']
}

const formats = {
  S3BatchOperations_CSV_20180820: fetchCsvManifest,
  S3InventoryReport_CSV_20161130: fetchInventoryManifest,
} as const satisfies Readonly<
  Record<
    JobManifest['format'],
    (manifest: JobManifest, folder: string, tools: WorkTools) => Promise<FetchedManifest | undefined>
  >
>

/** Reads and checks a job's manifest and all that a job needs before its first task. Undefined when it was stopped. */
export async function prepare({ job, folder }: PrepareInput, tools: WorkTools): Promise<PreparedJob | undefined> {
  const operation = operationOf(job.operation.name)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const fetched = await obtainManifest(job, folder, tools)
  if (fetched === undefined) return undefined
  await checkReportBucket(job.report, tools.store)
  const plan = await prepareManifest({
    ...fetched,
    workFolder: folder,
    sliceRows: operation.sliceRows,
    cancelled: () => tools.stop.requested,
  })
  if (plan === undefined) return undefined
  const singleBucket = plan.singleBucket && (await namedBucket(tools.store, plan.singleBucket))
  await operation.check?.({ ...tools, job, singleBucket })
  return {
    tasks: plan.tasks,
    fields: plan.fields,
    slices: plan.slices.map((slice) => ({ ...withChecksum(slice), file: basename(slice.file) })),
    generatedManifest: fetched.descriptor,
  }
}

async function obtainManifest(
  { manifest, ...job }: JobBrief,
  folder: string,
  tools: WorkTools,
): Promise<GeneratedManifest | undefined> {
  if (manifest === undefined) return generateManifest({ ...job, manifest }, folder, tools)
  const fetched = await againWhenOvertaken(() => formats[manifest.format](manifest, folder, tools))
  return fetched === undefined ? undefined : { ...fetched, descriptor: undefined }
}
