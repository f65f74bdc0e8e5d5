import { hash } from 'node:crypto'
import { join } from 'node:path'
import { bucketOfArn, objectArn } from '../../../db/model/arn.ts'
import { BUCKET_CONFIGURATIONS } from '../../../db/model/bucket-configuration.ts'
import type { Job } from '../../../db/model/job.ts'
import { isNoRoom } from '../../../db/model/no-room.ts'
import type { Bucket, Encryption } from '../../../db/model/object.ts'
import type { ReplicationConfiguration } from '../../../db/model/replication-rules.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type { ScannedVersion } from '../../../db/objects/object-reads.ts'
import { type InventoryFiles, type InventoryTarget, inventoryFiles } from '../../inventory/inventory-files.ts'
import { putInventoryManifest } from '../../inventory/put-manifest.ts'
import { JobFailed } from '../../job-failed.ts'
import { encodeKey } from '../../manifest/encode-key.ts'
import { type GeneratorFilter, generatorFilter, scannedPrefix } from '../../manifest/generator-filter.ts'
import type { ManifestField } from '../../manifest/slice-plan.ts'
import { TextFile } from '../../manifest/text-file.ts'
import type { JobBrief } from '../../operations/batch-operation.ts'
import type { WorkTools } from '../work-tools.ts'
import type { FetchedManifest } from './fetch-object.ts'

/** S3 Control's S3JobManifestGenerator, as decoded from the request. */
interface ManifestGenerator {
  readonly ExpectedBucketOwner?: string
  readonly SourceBucket: string
  readonly EnableManifestOutput: boolean
  readonly ManifestOutputLocation?: OutputLocation
  readonly Filter?: GeneratorFilter
}

interface OutputLocation {
  readonly ExpectedManifestBucketOwner?: string
  readonly Bucket: string
  readonly ManifestPrefix?: string
  readonly ManifestEncryption?: { readonly SSES3?: object; readonly SSEKMS?: { readonly KeyId: string } }
}

export interface GeneratedManifest extends FetchedManifest {
  readonly descriptor: Job['generatedManifest']
}

const GENERATED_FORMAT = 'S3InventoryReport_CSV_20211130'

/**
 * Makes a manifest out of a bucket's versions (reference section 6): a task file, and when the job wants it an inventory
 * report in its output bucket that a later job can take for its manifest (5.4). Undefined when it was stopped.
 *
 * choice: codes of failure and the texts for what AWS documents none for.
 */
export async function generateManifest(
  job: JobBrief,
  folder: string,
  tools: WorkTools,
): Promise<GeneratedManifest | undefined> {
  const generator = job.manifestGenerator as unknown as ManifestGenerator
  const source = await sourceBucket(generator, tools)
  const output = await manifestOutput(generator, job, tools)
  const wanted = await filterOf(generator, job, source, tools)
  const fields: readonly ManifestField[] =
    source.versioning === 'Off' ? ['Bucket', 'Key'] : ['Bucket', 'Key', 'VersionId']
  const tasks = new TextFile(join(folder, 'manifest.csv'), { md5: false })
  let rows = 0
  try {
    for await (const page of tools.store.reads.scan(source.name, scannedPrefix(generator.Filter ?? {}))) {
      const cells = page.filter(wanted).map((version) => cellsOf(version, fields.length === 3))
      rows += cells.length
      for (const row of cells) tasks.write(`${source.name},${row.join(',')}\n`)
      await output?.files.add(cells.map((row) => inventoryRow([source.name, ...row])))
      if (tools.stop.requested) break
    }
    tasks.end()
    if (tools.stop.requested) return undefined
    if (rows === 0) throw new JobFailed('InvalidManifestContent', NO_KEYS)
    const descriptor = output === undefined ? undefined : await finishOutput(output, source.name, fields, tools)
    return { files: [{ path: tasks.path, gzip: false }], fields, descriptor }
  } catch (error) {
    throw error instanceof S3Error && !isNoRoom(error) ? unwritable() : error
  } finally {
    tasks.abandon()
    await output?.files.abort()
  }
}

const NO_KEYS = 'Manifest generation found no keys matching the filter criteria.'

function unwritable(): JobFailed {
  return new JobFailed('InvalidManifestContent', 'Error occurred when preparing manifest: Failed to write manifest')
}

function cellsOf({ key, versionId }: ScannedVersion, versioned: boolean): readonly string[] {
  return versioned ? [encodeKey(key), versionId] : [encodeKey(key)]
}

function inventoryRow(cells: readonly string[]): string {
  return `"${cells.join('","')}"\n`
}

async function sourceBucket(generator: ManifestGenerator, { store }: WorkTools): Promise<Bucket> {
  const name = bucketOfArn(generator.SourceBucket) ?? generator.SourceBucket
  const bucket = await store.buckets.find(name)
  if (bucket === undefined) throw new JobFailed('NoSuchBucket', `Source bucket ${name} does not exist.`)
  refuseOwner(bucket, generator.ExpectedBucketOwner)
  return bucket
}

/** choice: `ExpectedBucketOwner` is the source bucket's, in spite of the model's text (reference section 6). */
function refuseOwner(bucket: Bucket, expected: string | undefined): void {
  if (expected === undefined || expected === bucket.account) return
  throw new JobFailed('AccessDenied', `The bucket ${bucket.name} is not owned by account ${expected}.`)
}

async function filterOf(
  { Filter = {} }: ManifestGenerator,
  job: JobBrief,
  source: Bucket,
  { store }: WorkTools,
): Promise<(version: ScannedVersion) => boolean> {
  const replication = await store.buckets.configuration(source.name, BUCKET_CONFIGURATIONS.replication)
  return generatorFilter(Filter, {
    replication: replication as ReplicationConfiguration | undefined,
    replicates: job.operation.name === 'S3ReplicateObject',
  })
}

interface ManifestOutput {
  readonly target: InventoryTarget
  /** Key prefix with its slash. */
  readonly folder: string
  readonly files: InventoryFiles
}

async function manifestOutput(
  { EnableManifestOutput, ManifestOutputLocation: location }: ManifestGenerator,
  job: JobBrief,
  { store }: WorkTools,
): Promise<ManifestOutput | undefined> {
  if (!EnableManifestOutput || location === undefined) return undefined
  const bucket = await store.buckets.find(bucketOfArn(location.Bucket) ?? location.Bucket)
  if (bucket === undefined) throw unwritable()
  refuseOwner(bucket, location.ExpectedManifestBucketOwner)
  const prefix = location.ManifestPrefix === undefined ? '' : `${location.ManifestPrefix}/`
  const folder = `${prefix}job-${job.id}/`
  const target = { bucket: bucket.name, owner: job.account, encryption: encryptionOf(location) }
  // Names follow from the job, so that preparing it again after a crash replaces what is there.
  const keyOf = (number: number): string => `${folder}files/${uuidOf(`${job.id} ${number}`)}.csv.gz`
  return { target, folder, files: inventoryFiles(store, target, keyOf) }
}

function encryptionOf({ ManifestEncryption }: OutputLocation): Encryption | undefined {
  if (ManifestEncryption?.SSEKMS !== undefined) return { kind: 'SSE-KMS', keyArn: ManifestEncryption.SSEKMS.KeyId }
  return ManifestEncryption?.SSES3 === undefined ? undefined : { kind: 'SSE-S3' }
}

async function finishOutput(
  { target, folder, files }: ManifestOutput,
  source: string,
  columns: readonly ManifestField[],
  { store, clock }: WorkTools,
): Promise<Job['generatedManifest']> {
  const index = { sourceBucket: source, createdMs: clock.now(), columns, files: await files.finish() }
  const { key, etag, versionId } = await putInventoryManifest(store, target, folder, index)
  return {
    format: GENERATED_FORMAT,
    objectArn: objectArn(target.bucket, key),
    etag,
    ...(versionId === 'null' ? {} : { objectVersionId: versionId }),
  }
}

function uuidOf(text: string): string {
  return hash('sha256', text).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')
}
