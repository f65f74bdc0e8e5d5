import { S3Error } from './s3-error.ts'

export const MAX_KEY_BYTES = 1024

/** User Guide, "Naming Amazon S3 objects": a key is UTF-8 of at most 1,024 bytes. @throws S3Error `KeyTooLongError` */
export function checkKey(key: string): string {
  if (key.length <= MAX_KEY_BYTES / 3) return key
  const size = Buffer.byteLength(key)
  if (size <= MAX_KEY_BYTES) return key
  throw new S3Error('KeyTooLongError', { detail: { Size: String(size), MaxSizeAllowed: String(MAX_KEY_BYTES) } })
}
