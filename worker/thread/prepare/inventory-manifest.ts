import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { JobManifest } from '../../../db/model/job.ts'
import { namedObject } from '../../access-points/named-bucket.ts'
import { JobFailed } from '../../job-failed.ts'
import { isGzipFile, parseInventoryManifest, verifyInventoryFile } from '../../manifest/inventory.ts'
import type { WorkTools } from '../work-tools.ts'
import { type FetchedManifest, fetchObject, findManifestObject } from './fetch-object.ts'

/** choice: a larger index is no inventory's `manifest.json`; it is read as a whole. */
const LARGEST_INDEX = 64 * 1024 * 1024

/** An S3 Inventory report, `S3InventoryReport_CSV_20161130` (reference 5.3). Undefined when it was stopped. */
export async function fetchInventoryManifest(
  { objectArn, objectVersionId, etag }: JobManifest,
  folder: string,
  tools: WorkTools,
): Promise<FetchedManifest | undefined> {
  const address = await namedObject(tools.store, objectArn)
  if (address === undefined) throw new JobFailed('ManifestNotFound', 'Manifest object was not found')
  const index = await findManifestObject({ ...address, versionId: objectVersionId }, etag, tools)
  if (index.size > LARGEST_INDEX) {
    throw new JobFailed('InvalidManifestContent', 'Manifest file is not properly formatted')
  }
  const indexPath = join(folder, 'manifest.json')
  if (!(await fetchObject(index, indexPath, tools))) return undefined
  const inventory = parseInventoryManifest(readFileSync(indexPath, 'utf8'))
  const files: { readonly path: string; readonly gzip: boolean }[] = []
  for (const [number, file] of inventory.files.entries()) {
    const bucket = inventory.destinationBucket ?? address.bucket
    const version = await findManifestObject({ bucket, key: file.key }, undefined, tools)
    const path = join(folder, `inventory-${number}`)
    if (!(await fetchObject(version, path, tools))) return undefined
    verifyInventoryFile(path, file)
    files.push({ path, gzip: isGzipFile(path) })
  }
  return { files, fields: inventory.fields }
}
