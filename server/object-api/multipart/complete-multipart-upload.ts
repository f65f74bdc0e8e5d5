import { hash } from 'node:crypto'
import type { Bucket, ObjectVersion } from '../../../db/model/object.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type { CompletedPart, CompleteMultipartUploadRequest } from '../../protocol/generated/s3-types.ts'
import { existingBucket } from '../buckets/existing-bucket.ts'
import { dialectOf } from '../dialect.ts'
import type { ObjectApiPorts, ObjectHandler, ObjectReply, ObjectRequest } from '../handler.ts'
import { checksumMembers } from '../reply/checksum-members.ts'
import { encryptionHeaders } from '../reply/encryption-headers.ts'
import { encryptionMembers } from '../reply/encryption-members.ts'
import { expirationMember } from '../reply/expiration.ts'
import { writtenVersionId } from '../reply/version-id.ts'
import { bareEtag } from '../request/etag-list.ts'
import { writeConditions } from '../request/write-conditions.ts'
import { chosenParts } from './chosen-parts.ts'
import { checkClaimedChecksum, checkPartChecksums } from './completed-checksums.ts'
import { checkPartKey } from './named-upload.ts'
import { refuseCompletion } from './refuse-completion.ts'
import { checksumOfUpload, joinedChecksum } from './upload-checksum.ts'

type Request = ObjectRequest<CompleteMultipartUploadRequest>

export const completeMultipartUpload: ObjectHandler<CompleteMultipartUploadRequest> = async (ports, request) => {
  const { input } = request
  const bucket = await existingBucket(ports, request)
  const listed = input.MultipartUpload?.Parts ?? []
  if (input.MultipartUpload === undefined) {
    throw new S3Error(dialectOf(ports.settings).noParts, { message: 'You must specify at least one part' })
  }
  if (listed.length === 0) throw new S3Error('MalformedXML')
  refuseCompletion(input, listed)
  const fingerprint = fingerprintOf(listed)
  const done = await ports.store.uploads.completed(bucket.name, input.Key, input.UploadId)
  if (done?.fingerprint === fingerprint) return completedReply(ports, request, bucket, done.version)
  const version = await complete(ports, request, bucket, listed, fingerprint)
  return completedReply(ports, request, bucket, version)
}

async function complete(
  { store, settings }: ObjectApiPorts,
  { input }: Request,
  bucket: Bucket,
  listed: readonly CompletedPart[],
  fingerprint: string,
): Promise<ObjectVersion> {
  const upload = await store.uploads.get(bucket.name, input.Key, input.UploadId)
  // choice: SSE-C's key is needed again; the API Reference says so of uploads with a checksum, and all have one now.
  checkPartKey(upload, input)
  const parts = await chosenParts(store, upload, listed)
  const wanted = checksumOfUpload(upload)
  const checksum = await joinedChecksum(wanted, parts)
  checkClaimedChecksum(upload, input, checksum, dialectOf(settings))
  checkPartChecksums(upload, listed, parts)
  checkSize(
    input.MpuObjectSize,
    parts.reduce((sum, { size }) => sum + size, 0),
  )
  return store.uploads.complete({
    upload: upload.id,
    bucket: bucket.name,
    key: input.Key,
    parts: parts.map(({ number }) => number),
    etag: etagOfParts(parts),
    checksum,
    conditions: writeConditions(input, settings),
    fingerprint,
  })
}

/** API Reference, Object: the MD5 of the parts' MD5s, and their number. */
function etagOfParts(parts: readonly { readonly etag: string }[]): string {
  const digests = Buffer.from(parts.map(({ etag }) => etag).join(''), 'hex')
  return `${hash('md5', digests, 'hex')}-${parts.length}`
}

function fingerprintOf(listed: readonly CompletedPart[]): string {
  const text = listed.map(({ PartNumber, ETag }) => `${PartNumber} ${bareEtag(ETag ?? '')}`).join('\n')
  return hash('sha256', text, 'hex')
}

function checkSize(claimed: number | undefined, size: number): void {
  if (claimed === undefined || claimed === size) return
  throw new S3Error('InvalidRequest', {
    message: `The provided 'x-amz-mp-object-size' header value ${claimed} does not match what was computed: ${size}`,
  })
}

async function completedReply(
  ports: ObjectApiPorts,
  { origin }: Request,
  bucket: Bucket,
  version: ObjectVersion,
): Promise<ObjectReply> {
  const path = version.key.split('/').map(encodeURIComponent).join('/')
  return {
    output: {
      Location: `${origin}/${bucket.name}/${path}`,
      Bucket: bucket.name,
      Key: version.key,
      ETag: `"${version.etag}"`,
      ...checksumMembers(version.checksum),
      ...encryptionMembers(version.encryption),
      ...writtenVersionId(bucket, version.versionId),
      ...(await expirationMember(ports, bucket, version)),
    },
    // SSE-C's are not in the model of this response.
    headers: encryptionHeaders(version.encryption),
  }
}
