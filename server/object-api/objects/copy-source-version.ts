import type { Bucket, ObjectAddress, ObjectVersion } from '../../../db/model/object.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import { NULL_VERSION } from '../../../db/model/version-id.ts'
import { bucketBehind } from '../access-points/through-access-point.ts'
import { checkExpectedOwner } from '../buckets/existing-bucket.ts'
import { dialectOf } from '../dialect.ts'
import type { ObjectApiPorts } from '../handler.ts'
import { refuseArchived } from '../reply/restore-header.ts'
import { type CopyConditions, checkCopyConditions } from '../request/copy-conditions.ts'
import { parseCopySource } from '../request/copy-source.ts'
import { customerKeyMd5 } from '../request/customer-key.ts'
import { checkCustomerKey } from './customer-key-check.ts'

export interface CopySourceInput extends CopyConditions {
  readonly CopySource: string
  readonly CopySourceSSECustomerAlgorithm?: string | undefined
  readonly CopySourceSSECustomerKey?: string | undefined
  readonly CopySourceSSECustomerKeyMD5?: string | undefined
  readonly ExpectedSourceBucketOwner?: string | undefined
}

export interface CopySource {
  readonly source: ObjectVersion
  readonly sourceBucket: Bucket
  /** Names the very version that was judged; a null version that was not named is the current one, whatever that is. */
  readonly address: ObjectAddress
}

/** The source of CopyObject and UploadPartCopy, once it may be read and its conditions hold. */
export async function copySource(
  { store, clock, settings }: ObjectApiPorts,
  input: CopySourceInput,
): Promise<CopySource> {
  const asked = parseCopySource(input.CopySource)
  const named = { ...asked, bucket: (await bucketBehind(store, asked.bucket)).bucket }
  const sourceBucket = await store.buckets.get(named.bucket)
  checkExpectedOwner(sourceBucket, input.ExpectedSourceBucketOwner)
  const source = await store.reads.version(named)
  refuseDeleteMarker(source, named)
  checkCustomerKey(
    source.encryption,
    customerKeyMd5({
      SSECustomerAlgorithm: input.CopySourceSSECustomerAlgorithm,
      SSECustomerKey: input.CopySourceSSECustomerKey,
      SSECustomerKeyMD5: input.CopySourceSSECustomerKeyMD5,
    }),
    dialectOf(settings),
  )
  checkCopyConditions(input, source)
  refuseArchived(source, clock.now(), "Operation is not valid for the source object's storage class")
  const versionId = source.versionId === NULL_VERSION ? named.versionId : source.versionId
  return { source, sourceBucket, address: { ...named, versionId } }
}

function refuseDeleteMarker(source: ObjectVersion, named: ObjectAddress): void {
  if (!source.deleteMarker) return
  if (named.versionId === undefined) throw new S3Error('NoSuchKey', { detail: { Key: named.key } })
  throw new S3Error('InvalidRequest', {
    message: 'The source of a copy request may not specifically refer to a delete marker by version id.',
  })
}
