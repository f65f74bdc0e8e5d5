import type { ObjectChecksum } from '../../../model/object.ts'

/**
 * A checksum as its column holds it: `CRC64NVME:M3eFcAZSQlc=`, with `:COMPOSITE` behind it where it is one. As JSON it
 * would be a third of the whole row, and rows are what copies write.
 */
export function storedChecksum(checksum: ObjectChecksum | undefined): string | null {
  if (checksum === undefined) return null
  const { algorithm, value, type } = checksum
  return type === 'COMPOSITE' ? `${algorithm}:${value}:${type}` : `${algorithm}:${value}`
}

export function checksumOfRow(text: string | null): ObjectChecksum | undefined {
  if (text === null) return undefined
  const colon = text.indexOf(':')
  const end = text.indexOf(':', colon + 1)
  const algorithm = text.slice(0, colon) as ObjectChecksum['algorithm']
  if (end < 0) return { algorithm, type: 'FULL_OBJECT', value: text.slice(colon + 1) }
  return { algorithm, type: text.slice(end + 1) as ObjectChecksum['type'], value: text.slice(colon + 1, end) }
}
