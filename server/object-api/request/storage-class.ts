import type { StorageClass } from '../../../db/model/object.ts'
import { S3Error } from '../../../db/model/s3-error.ts'

/** Classes that a write to a general purpose bucket may ask for. */
const WRITABLE: ReadonlySet<string> = new Set<StorageClass>([
  'STANDARD',
  'REDUCED_REDUNDANCY',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER',
  'DEEP_ARCHIVE',
  'GLACIER_IR',
])

/** `x-amz-storage-class`; STANDARD when absent. @throws S3Error `InvalidStorageClass` */
export function storageClassOf(header: string | undefined): StorageClass {
  if (header === undefined) return 'STANDARD'
  if (!isWritable(header)) throw new S3Error('InvalidStorageClass', { detail: { StorageClassRequested: header } })
  return header
}

function isWritable(text: string): text is StorageClass {
  return WRITABLE.has(text)
}
