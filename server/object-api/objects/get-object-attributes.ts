import type { ObjectPart, ObjectVersion } from '../../../db/model/object.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type { GetObjectAttributesRequest } from '../../protocol/generated/s3-types.ts'
import { dialectOf } from '../dialect.ts'
import type { ObjectHandler } from '../handler.ts'
import { pageLimit } from '../listings/list-parameters.ts'
import { partMarker } from '../multipart/list-parts.ts'
import { checksumMember, checksumMembers } from '../reply/checksum-members.ts'
import { readVersionId } from '../reply/version-id.ts'
import { customerKeyMd5 } from '../request/customer-key.ts'
import { checkCustomerKey } from './customer-key-check.ts'
import { namedVersion } from './named-version.ts'

type Request = GetObjectAttributesRequest
type Attribute = (version: ObjectVersion, input: Request) => Readonly<Record<string, unknown>>

export const getObjectAttributes: ObjectHandler<Request> = async (ports, request) => {
  const { input } = request
  const asked = askedAttributes(input)
  const { bucket, version } = await namedVersion(ports, request)
  checkCustomerKey(version.encryption, customerKeyMd5(input), dialectOf(ports.settings))
  const facts = asked.map((name) => ATTRIBUTES[name](version, input))
  return {
    output: Object.assign(
      { LastModified: new Date(version.modifiedMs), ...readVersionId(bucket, version.versionId) },
      ...facts,
    ),
  }
}

const ATTRIBUTES = {
  ETag: ({ etag }) => ({ ETag: etag }),
  Checksum: ({ checksum }) => (checksum === undefined ? {} : { Checksum: checksumMembers(checksum) }),
  ObjectParts: (version, input) =>
    version.parts === undefined ? {} : { ObjectParts: partsPage(version, version.parts, input) },
  StorageClass: ({ storageClass }) => ({ StorageClass: storageClass }),
  ObjectSize: ({ size }) => ({ ObjectSize: size }),
} satisfies Record<string, Attribute>

type AttributeName = keyof typeof ATTRIBUTES

function askedAttributes({ ObjectAttributes: names }: Request): readonly AttributeName[] {
  if (names.length === 0) {
    throw new S3Error('InvalidRequest', {
      message:
        'The x-amz-object-attributes header specifying the attributes to be retrieved is either missing or empty',
    })
  }
  return names.map((name) => {
    if (isAttribute(name)) return name
    throw new S3Error('InvalidArgument', {
      message: 'Invalid attribute name specified.',
      detail: { ArgumentName: 'x-amz-object-attributes', ArgumentValue: name },
    })
  })
}

function isAttribute(name: string): name is AttributeName {
  return Object.hasOwn(ATTRIBUTES, name)
}

/** The parts are listed where they have checksums (API Reference, GetObjectAttributes). */
function partsPage(version: ObjectVersion, parts: readonly ObjectPart[], input: Request): object {
  const limit = pageLimit(input.MaxParts, 'max-parts')
  const marker = partMarker(input.PartNumberMarker)
  const rest = parts.filter(({ number }) => number > marker)
  const page = rest.slice(0, limit)
  const { checksum } = version
  const total = { TotalPartsCount: parts.length }
  if (checksum === undefined || parts.some((part) => part.checksum === undefined)) return total
  return {
    ...total,
    PartNumberMarker: String(marker),
    NextPartNumberMarker: String(page.at(-1)?.number ?? 0),
    MaxParts: limit,
    IsTruncated: rest.length > page.length,
    Parts: page.map((part) => ({
      PartNumber: part.number,
      Size: part.size,
      ...(part.checksum === undefined ? {} : { [checksumMember(checksum.algorithm)]: part.checksum }),
    })),
  }
}
