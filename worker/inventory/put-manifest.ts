import { hash } from 'node:crypto'
import { bucketArn } from '../../db/model/arn.ts'
import type { ObjectVersion } from '../../db/model/object.ts'
import type { ObjectStore } from '../../db/objects/object-store.ts'
import { type InventoryDataFile, type InventoryTarget, putReportObject } from './inventory-files.ts'

export interface InventoryIndex {
  readonly sourceBucket: string
  readonly createdMs: number
  readonly columns: readonly string[]
  readonly files: readonly InventoryDataFile[]
}

/**
 * Puts `manifest.json` and `manifest.checksum`, the MD5 of it in hex, into a folder (a key prefix with its slash).
 * Source: User Guide, "Inventory manifest" (reference 5.3). The checksum comes last: programs wait for it.
 */
export async function putInventoryManifest(
  store: Pick<ObjectStore, 'writes'>,
  target: InventoryTarget,
  folder: string,
  index: InventoryIndex,
): Promise<ObjectVersion> {
  const text = inventoryManifestJson(target.bucket, index)
  const md5 = hash('md5', text)
  const put = async (name: string, contentType: string, content: string): Promise<ObjectVersion> =>
    putReportObject(store, target, {
      key: `${folder}${name}`,
      contentType,
      body: await store.writes.stageBytes(Buffer.from(content)),
      md5: hash('md5', content),
    })
  const manifest = await put('manifest.json', 'application/json', text)
  await put('manifest.checksum', 'text/plain', md5)
  return manifest
}

/** The data files for Hive and Athena, one a line (User Guide, "Querying inventory with Athena"). */
export async function putHiveSymlink(
  store: Pick<ObjectStore, 'writes'>,
  target: InventoryTarget,
  key: string,
  files: readonly InventoryDataFile[],
): Promise<void> {
  const text = files.map((file) => `s3://${target.bucket}/${file.key}\n`).join('')
  const body = await store.writes.stageBytes(Buffer.from(text))
  await putReportObject(store, target, { key, contentType: 'text/plain', body, md5: hash('md5', text) })
}

function inventoryManifestJson(bucket: string, { sourceBucket, createdMs, columns, files }: InventoryIndex): string {
  return JSON.stringify(
    {
      sourceBucket,
      destinationBucket: bucketArn(bucket),
      version: '2016-11-30',
      creationTimestamp: String(createdMs),
      fileFormat: 'CSV',
      fileSchema: columns.join(', '),
      files,
    },
    undefined,
    2,
  )
}
