import type { ChecksumAlgorithm } from '../../../db/model/checksum/algorithm.ts'
import { createHasher } from '../../../db/model/checksum/hasher.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type { Body } from '../../../db/objects/object-reads.ts'
import type { BodySink, StagedBody } from '../../../db/objects/object-writes.ts'
import { againWhenOvertaken } from '../../../db/objects/overtaken.ts'
import { ownMemory } from '../../../db/objects/own-memory.ts'
import type { UploadPartCopyRequest } from '../../protocol/generated/s3-types.ts'
import { dialectOf } from '../dialect.ts'
import type { ObjectApiPorts, ObjectHandler } from '../handler.ts'
import { type CopySource, copySource } from '../objects/copy-source-version.ts'
import { checksumMember } from '../reply/checksum-members.ts'
import { encryptionMembers } from '../reply/encryption-members.ts'
import { readVersionId } from '../reply/version-id.ts'
import { lengthOf } from '../request/byte-range.ts'
import { copyRange } from './copy-range.ts'
import { checkPartKey, checkPartNumber, namedUpload } from './named-upload.ts'
import { checksumOfUpload } from './upload-checksum.ts'

const MAX_PART_BYTES = 5 * 1024 ** 3

export const uploadPartCopy: ObjectHandler<UploadPartCopyRequest> = async (ports, request) => {
  const { input } = request
  const number = checkPartNumber(input.PartNumber)
  const { upload } = await namedUpload(ports, request)
  checkPartKey(upload, input)
  const { algorithm } = checksumOfUpload(upload)
  const { source, sourceBucket, body } = await againWhenOvertaken(() => openSource(ports, input))
  const copied = await copyBytes(body, ports.store.writes.stage(), algorithm)
  const part = await ports.store.uploads.putPart(
    upload.id,
    { number, size: copied.staged.size, etag: copied.md5, checksum: copied.checksum },
    copied.staged,
  )
  const { VersionId: copiedVersion } = readVersionId(sourceBucket, source.versionId)
  return {
    output: {
      CopyPartResult: {
        ETag: `"${part.etag}"`,
        LastModified: new Date(part.modifiedMs),
        ...(upload.checksum === undefined ? {} : { [checksumMember(algorithm)]: part.checksum }),
      },
      ...(copiedVersion === undefined ? {} : { CopySourceVersionId: copiedVersion }),
      ...encryptionMembers(upload.draft.encryption),
    },
  }
}

async function openSource(
  ports: ObjectApiPorts,
  input: UploadPartCopyRequest,
): Promise<CopySource & { readonly body: Body }> {
  const found = await copySource(ports, input)
  const { source } = found
  const range =
    input.CopySourceRange === undefined
      ? undefined
      : copyRange(input.CopySourceRange, source.size, dialectOf(ports.settings))
  const size = range === undefined ? source.size : lengthOf(range)
  if (size > MAX_PART_BYTES) {
    throw new S3Error('InvalidRequest', {
      message: `The specified copy source is larger than the maximum allowable size for a copy source: ${MAX_PART_BYTES}`,
    })
  }
  return { ...found, body: await ports.store.reads.open(source, range) }
}

interface CopiedBytes {
  readonly staged: StagedBody
  readonly md5: string
  readonly checksum: string
}

async function copyBytes(body: Body, sink: BodySink, algorithm: ChecksumAlgorithm): Promise<CopiedBytes> {
  const md5 = createHasher('MD5')
  const checksum = await createHasher(algorithm)
  try {
    for await (const chunk of body.kind === 'bytes' ? [body.bytes] : body.stream) {
      md5.update(chunk)
      checksum.update(chunk)
      // The sink keeps what it is given until it has gathered enough.
      const copy = Uint8Array.from(chunk)
      await sink.write(copy, ownMemory(copy))
    }
    return {
      staged: await sink.finish(),
      md5: Buffer.from(md5.digest()).toString('hex'),
      checksum: Buffer.from(checksum.digest()).toString('base64'),
    }
  } catch (error) {
    await sink.abort()
    throw error
  }
}
