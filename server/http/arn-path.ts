import { decodePath } from '../protocol/percent.ts'

/**
 * Bucket and key of a path that begins with an access point's ARN, in which the slash before the name may be encoded, as
 * all the rest may be. The path has no leading slash.
 */
export function splitArnPath(path: string): { readonly bucket: string; readonly key: string | undefined } {
  const [first = '', ...rest] = path.split('/')
  const whole = decodePath(first)
  const isWhole = !whole.endsWith(':accesspoint') || rest.length === 0
  const bucket = isWhole ? whole : `${whole}/${decodePath(rest[0] ?? '')}`
  const key = rest.slice(isWhole ? 0 : 1).join('/')
  return { bucket, key: key === '' ? undefined : decodePath(key) }
}
