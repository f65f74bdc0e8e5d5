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
  const [algorithm, value = '', type = 'FULL_OBJECT'] = text.split(':')
  return { algorithm, type, value } as ObjectChecksum
}
