import {
  type Bucket,
  type Encryption,
  encryptionKind,
  type ObjectHeaders,
  type ObjectVersion,
} from '../../../db/model/object.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import { annotationChecksums } from '../../../db/objects/annotation-checksums.ts'
import { againWhenOvertaken } from '../../../db/objects/overtaken.ts'
import type { CopyObjectRequest } from '../../protocol/generated/s3-types.ts'
import { annotationDirective } from '../annotations/annotation-directive.ts'
import { existingBucket } from '../buckets/existing-bucket.ts'
import type { ObjectHandler } from '../handler.ts'
import { checksumMembers } from '../reply/checksum-members.ts'
import { writtenEncryption } from '../reply/encryption-members.ts'
import { expirationMember } from '../reply/expiration.ts'
import { readVersionId, writtenVersionId } from '../reply/version-id.ts'
import { writeConditions } from '../request/write-conditions.ts'
import { copyDigests } from './copy-digests.ts'
import { copySource } from './copy-source-version.ts'
import { versionDraft } from './version-draft.ts'

/** Limit of CopyObject; larger objects are copied in parts. */
const MAX_COPY_BYTES = 5 * 1024 ** 3

export const copyObject: ObjectHandler<CopyObjectRequest> = (ports, request) =>
  againWhenOvertaken(() => copyOnce(ports, request))

const copyOnce: ObjectHandler<CopyObjectRequest> = async (ports, request) => {
  const { input } = request
  const metadata = directive(input.MetadataDirective, 'x-amz-metadata-directive')
  const tagging = directive(input.TaggingDirective, 'x-amz-tagging-directive')
  const annotations = annotationDirective(request)
  const conditions = writeConditions(input, ports.settings)
  const bucket = await existingBucket(ports, request)
  const draft = await versionDraft(ports, request, bucket)
  const { source, sourceBucket, address } = await copySource(ports, input)
  if (source.size > MAX_COPY_BYTES) throw tooLarge()
  refuseIdleCopy(input, bucket, source, draft.encryption)
  const headers = metadata === 'replace' ? draft.headers : redirectOf(draft.headers)
  const digests = await copyDigests(ports.store, source, draft.encryption, input.ChecksumAlgorithm)
  const version = await ports.store.writes.copy({
    source: address,
    sourceEtag: source.etag,
    target: { ...draft, headers, tags: tagging === 'replace' ? draft.tags : source.tags, checksum: digests.checksum },
    metadata,
    tagging: 'replace',
    annotations,
    annotationChecksums:
      digests.asked === undefined || annotations === 'exclude'
        ? undefined
        : await annotationChecksums(ports.store.annotations, address, digests.asked),
    conditions,
    etag: digests.etag,
  })
  return {
    output: {
      CopyObjectResult: {
        ETag: `"${version.etag}"`,
        LastModified: new Date(version.modifiedMs),
        ...checksumMembers(version.checksum),
      },
      ...writtenEncryption(version.encryption),
      ...writtenVersionId(bucket, version.versionId),
      ...copiedVersionId(sourceBucket, source),
      ...(await expirationMember(ports, bucket, version)),
    },
  }
}

function copiedVersionId(bucket: Bucket, source: ObjectVersion): object {
  const { VersionId } = readVersionId(bucket, source.versionId)
  return VersionId === undefined ? {} : { CopySourceVersionId: VersionId }
}

/** What a copy can be given beside the metadata of its source. */
function redirectOf({ websiteRedirectLocation }: ObjectHeaders): ObjectHeaders {
  return websiteRedirectLocation === undefined ? {} : { websiteRedirectLocation }
}

function directive(header: string | undefined, name: string): 'copy' | 'replace' {
  if (header === undefined || header === 'COPY') return 'copy'
  if (header === 'REPLACE') return 'replace'
  throw new S3Error('InvalidArgument', {
    message: name === 'x-amz-metadata-directive' ? 'Unknown metadata directive.' : 'Unknown tagging directive.',
    detail: { ArgumentName: name, ArgumentValue: header },
  })
}

/** A copy of the current version onto itself must change something. */
function refuseIdleCopy(
  input: CopyObjectRequest,
  bucket: Bucket,
  source: ObjectVersion,
  encryption: Encryption | undefined,
): void {
  const onItself = source.bucket === bucket.name && source.key === input.Key && source.isLatest
  if (!onItself) return
  const changes =
    input.MetadataDirective === 'REPLACE' ||
    input.TaggingDirective === 'REPLACE' ||
    input.StorageClass !== undefined ||
    input.WebsiteRedirectLocation !== undefined ||
    input.ServerSideEncryption !== undefined ||
    input.SSECustomerAlgorithm !== undefined ||
    input.ChecksumAlgorithm !== undefined ||
    encryptionKind(encryption) !== encryptionKind(source.encryption)
  if (changes) return
  throw new S3Error('InvalidRequest', {
    message:
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
  })
}

function tooLarge(): S3Error {
  return new S3Error('InvalidRequest', {
    message: `The specified copy source is larger than the maximum allowable size for a copy source: ${MAX_COPY_BYTES}`,
  })
}
