import type { InventoryConfiguration } from './inventory-configuration.ts'

/** Where the parts of a report lie (User Guide, "Locating your inventory list"). */
export interface InventoryKeys {
  /** Of `manifest.json` and `manifest.checksum`; with its slash. */
  readonly folder: string
  /** Of the data files; with its slash. */
  readonly data: string
  readonly symlink: string
}

export function inventoryKeys(
  sourceBucket: string,
  { Id, Destination }: InventoryConfiguration,
  dueMs: number,
): InventoryKeys {
  const { Prefix } = Destination.S3BucketDestination
  const root = `${Prefix === undefined || Prefix === '' ? '' : `${Prefix}/`}${sourceBucket}/${Id}/`
  const [day = '', time = ''] = new Date(dueMs).toISOString().slice(0, 16).replace(':', '-').split('T')
  return {
    folder: `${root}${day}T${time}Z/`,
    data: `${root}data/`,
    symlink: `${root}hive/dt=${day}-${time}/symlink.txt`,
  }
}
