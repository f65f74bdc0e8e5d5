import { type ChecksumAlgorithm, decodeChecksum, isCrc, parseAlgorithm } from '../../../db/model/checksum/algorithm.ts'
import {
  type ChecksumType,
  defaultMultipartChecksumType,
  multipartChecksumTypes,
  parseChecksumType,
} from '../../../db/model/checksum/checksum-type.ts'
import { combineCrc } from '../../../db/model/checksum/combine.ts'
import { compositeChecksum } from '../../../db/model/checksum/composite.ts'
import type { ObjectChecksum } from '../../../db/model/object.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type { Upload, UploadPart } from '../../../db/objects/upload-store.ts'
import { unsupportedAlgorithm } from '../../http/body/claimed-checksum.ts'

export interface UploadChecksum {
  readonly algorithm: ChecksumAlgorithm
  readonly type: ChecksumType
}

/** What S3 computes for an upload that names no algorithm. */
const DEFAULT: UploadChecksum = { algorithm: 'CRC64NVME', type: 'FULL_OBJECT' }

/** The checksum that an upload's object will have. */
export function checksumOfUpload(upload: Upload): UploadChecksum {
  return upload.checksum ?? DEFAULT
}

/** What CreateMultipartUpload asks for; undefined when it asks for nothing. @throws S3Error `InvalidRequest` */
export function askedChecksum(input: {
  readonly ChecksumAlgorithm?: string | undefined
  readonly ChecksumType?: string | undefined
}): UploadChecksum | undefined {
  const { ChecksumAlgorithm: name, ChecksumType: typeName } = input
  if (name === undefined) {
    if (typeName === undefined) return undefined
    throw invalid('The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.')
  }
  const algorithm = parseAlgorithm(name)
  if (algorithm === undefined) throw unsupportedAlgorithm()
  if (typeName === undefined) return { algorithm, type: defaultMultipartChecksumType(algorithm) }
  const type = parseChecksumType(typeName)
  if (type === undefined) throw invalid('Value for x-amz-checksum-type header is invalid.')
  if (!multipartChecksumTypes(algorithm).includes(type)) {
    throw invalid(`The ${type} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`)
  }
  return { algorithm, type }
}

/** The object's checksum out of its parts'; undefined when a part has none. */
export async function joinedChecksum(
  { algorithm, type }: UploadChecksum,
  parts: readonly UploadPart[],
): Promise<ObjectChecksum | undefined> {
  const digests: Uint8Array[] = []
  for (const { checksum } of parts) {
    const digest = checksum === undefined ? undefined : decodeChecksum(algorithm, checksum)
    if (digest === undefined) return undefined
    digests.push(digest)
  }
  if (type === 'COMPOSITE') return { algorithm, type, value: await compositeChecksum(algorithm, digests) }
  if (!isCrc(algorithm)) return undefined
  const whole = digests.reduce((left, right, index) => combineCrc(algorithm, left, right, parts[index]?.size ?? 0))
  return { algorithm, type, value: Buffer.from(whole).toString('base64') }
}

function invalid(message: string): S3Error {
  return new S3Error('InvalidRequest', { message })
}
