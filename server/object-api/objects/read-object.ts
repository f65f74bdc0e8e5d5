import type { Bucket, ObjectChecksum, ObjectVersion } from '../../../db/model/object.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type { ByteRange } from '../../../db/objects/object-reads.ts'
import type { GetObjectRequest, HeadObjectRequest } from '../../protocol/generated/s3-types.ts'
import { existingBucket } from '../buckets/existing-bucket.ts'
import { type Dialect, dialectOf } from '../dialect.ts'
import type { ObjectApiPorts, ObjectRequest } from '../handler.ts'
import { checksumMembers } from '../reply/checksum-members.ts'
import { expirationMember } from '../reply/expiration.ts'
import { objectFacts } from '../reply/object-facts.ts'
import { byteRange, contentRange, lengthOf } from '../request/byte-range.ts'
import { customerKeyMd5 } from '../request/customer-key.ts'
import { checkReadConditions } from '../request/read-conditions.ts'
import { checkCustomerKey } from './customer-key-check.ts'
import { locatePart } from './object-part.ts'
import { readableVersion } from './readable-version.ts'
import { responseOverrides } from './response-overrides.ts'

type ReadRequest = GetObjectRequest | HeadObjectRequest

export interface ObjectRead {
  readonly bucket: Bucket
  readonly version: ObjectVersion
  /** What of the object was asked for; undefined: all. */
  readonly range: ByteRange | undefined
  readonly status: 200 | 206
  readonly output: Readonly<Record<string, unknown>>
}

/** All that GetObject and HeadObject have in common: which version, whether it may be read, and its headers. */
export async function readObject(ports: ObjectApiPorts, request: ObjectRequest<ReadRequest>): Promise<ObjectRead> {
  const { input, operation } = request
  refuseEncryptionHeaders(request)
  const bucket = await existingBucket(ports, request)
  const address = { bucket: bucket.name, key: input.Key, versionId: input.VersionId }
  const version = await readableVersion(ports.store.reads, address, operation.method)
  const dialect = dialectOf(ports.settings)
  checkCustomerKey(version.encryption, customerKeyMd5(input), dialect)
  checkReadConditions(input, version)
  const extent = extentOf(input, version, dialect)
  const partial = extent.range !== undefined && (input.Range !== undefined || input.PartNumber !== undefined)
  return {
    bucket,
    version,
    range: extent.range,
    status: partial ? 206 : 200,
    output: Object.assign(
      objectFacts(bucket, version, ports.clock.now()),
      await expirationMember(ports, bucket, version),
      responseOverrides(input),
      extentMembers(input, version, extent, partial),
    ),
  }
}

function extentMembers(
  input: ReadRequest,
  { size, parts }: ObjectVersion,
  { range, length, checksum }: Extent,
  partial: boolean,
): Readonly<Record<string, unknown>> {
  const members: Record<string, unknown> = { ContentLength: length }
  if (partial && range !== undefined) members['ContentRange'] = contentRange(range, size)
  if (input.PartNumber !== undefined && parts !== undefined) members['PartsCount'] = parts.length
  return input.ChecksumMode === 'ENABLED' ? Object.assign(members, checksumMembers(checksum)) : members
}

interface Extent {
  readonly range: ByteRange | undefined
  readonly length: number
  /** Of exactly these bytes: clients check it, so a range has none. */
  readonly checksum: ObjectChecksum | undefined
}

function extentOf(input: ReadRequest, version: ObjectVersion, dialect: Dialect): Extent {
  const { Range: rangeHeader, PartNumber: partNumber } = input
  if (partNumber !== undefined) {
    if (rangeHeader !== undefined) {
      throw new S3Error('InvalidRequest', {
        message: 'Cannot specify both Range header and partNumber query parameter',
      })
    }
    return extentOfPart(version, partNumber, dialect)
  }
  const range = byteRange(rangeHeader, version.size)
  if (range === undefined) return { range, length: version.size, checksum: version.checksum }
  const whole = lengthOf(range) === version.size
  return { range, length: lengthOf(range), checksum: whole ? version.checksum : undefined }
}

function extentOfPart(version: ObjectVersion, number: number, { missingPart }: Dialect): Extent {
  const { range, part } = locatePart(version, number, missingPart)
  const length = range === undefined ? 0 : lengthOf(range)
  if (part === undefined) return { range, length, checksum: version.checksum }
  const { checksum } = version
  if (checksum === undefined || part.checksum === undefined) return { range, length, checksum: undefined }
  return { range, length, checksum: { ...checksum, value: part.checksum } }
}

/** These headers are for writes (API Reference, GetObject). */
function refuseEncryptionHeaders({ headers }: ObjectRequest<unknown>): void {
  const value = headers['x-amz-server-side-encryption']
  if (value === undefined) return
  throw new S3Error('InvalidArgument', {
    message: 'x-amz-server-side-encryption header is not supported for this operation.',
    detail: { ArgumentName: 'x-amz-server-side-encryption', ArgumentValue: String(value) },
  })
}
