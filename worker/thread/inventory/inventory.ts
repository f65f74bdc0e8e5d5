import { randomUUID } from 'node:crypto'
import { bucketOfArn } from '../../../db/model/arn.ts'
import { BUCKET_CONFIGURATIONS } from '../../../db/model/bucket-configuration.ts'
import type { LifecycleConfiguration } from '../../../db/model/lifecycle.ts'
import type { Bucket, Encryption, ObjectVersion } from '../../../db/model/object.ts'
import type { ObjectStore } from '../../../db/objects/object-store.ts'
import { inventoryColumns, inventoryRow } from '../../inventory/inventory-columns.ts'
import type { InventoryConfiguration } from '../../inventory/inventory-configuration.ts'
import { inventoryFiles } from '../../inventory/inventory-files.ts'
import { inventoryKeys } from '../../inventory/inventory-keys.ts'
import { putHiveSymlink, putInventoryManifest } from '../../inventory/put-manifest.ts'
import type { WorkTools } from '../work-tools.ts'

export interface InventoryInput {
  /** The source bucket. */
  readonly bucket: string
  readonly configuration: InventoryConfiguration
  readonly dueMs: number
}

/**
 * Writes an inventory report of a bucket (User Guide, "Amazon S3 Inventory"): data files, the list of them for Hive, the
 * manifest, its checksum last.
 *
 * choice: ORC and Parquet are not written; a report whose destination is missing, or belongs to another account than the
 * configuration says, is not either.
 *
 * @throws Error why there is no report
 */
export async function inventory({ bucket, configuration, dueMs }: InventoryInput, tools: WorkTools): Promise<void> {
  const { store, stop } = tools
  const wanted = configuration.Destination.S3BucketDestination
  if (wanted.Format !== 'CSV')
    throw new Error(`inventory ${configuration.Id} of ${bucket}: no ${wanted.Format} is written`)
  const source = await store.buckets.get(bucket)
  const destination = await destinationOf(configuration, store)
  const target = { bucket: destination.name, owner: source.account, encryption: encryptionOf(configuration) }
  const keys = inventoryKeys(bucket, configuration, dueMs)
  const lifecycle = await store.buckets.configuration(bucket, BUCKET_CONFIGURATIONS.lifecycle)
  const columns = inventoryColumns(configuration, lifecycle as LifecycleConfiguration | undefined)
  const files = inventoryFiles(store, target, () => `${keys.data}${randomUUID()}.csv.gz`)
  try {
    for await (const page of versionsOf(bucket, configuration, store)) {
      if (stop.requested) return
      await files.add(page.map((version) => inventoryRow(columns, version)))
    }
    const index = {
      sourceBucket: bucket,
      createdMs: dueMs,
      columns: columns.map(({ name }) => name),
      files: await files.finish(),
    }
    await putHiveSymlink(store, target, keys.symlink, index.files)
    await putInventoryManifest(store, target, keys.folder, index)
  } finally {
    await files.abort()
  }
}

async function destinationOf(
  { Id, Destination: { S3BucketDestination: wanted } }: InventoryConfiguration,
  { buckets }: Pick<ObjectStore, 'buckets'>,
): Promise<Bucket> {
  const bucket = await buckets.find(bucketOfArn(wanted.Bucket) ?? '')
  if (bucket === undefined) throw new Error(`inventory ${Id}: there is no bucket ${wanted.Bucket}`)
  if (wanted.AccountId !== undefined && wanted.AccountId !== bucket.account) {
    throw new Error(`inventory ${Id}: ${wanted.Bucket} is not owned by ${wanted.AccountId}`)
  }
  return bucket
}

function encryptionOf({ Destination }: InventoryConfiguration): Encryption | undefined {
  const { Encryption } = Destination.S3BucketDestination
  if (Encryption?.SSEKMS !== undefined) return { kind: 'SSE-KMS', keyArn: Encryption.SSEKMS.KeyId }
  return Encryption?.SSES3 === undefined ? undefined : { kind: 'SSE-S3' }
}

async function* versionsOf(
  bucket: string,
  { IncludedObjectVersions, Filter }: InventoryConfiguration,
  { reads }: Pick<ObjectStore, 'reads'>,
): AsyncGenerator<readonly ObjectVersion[]> {
  for await (const page of reads.scanWhole(bucket, Filter?.Prefix ?? '')) {
    yield IncludedObjectVersions === 'All' ? page : page.filter(isCurrent)
  }
}

function isCurrent({ isLatest, deleteMarker }: ObjectVersion): boolean {
  return isLatest && !deleteMarker
}
