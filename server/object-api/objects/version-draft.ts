import { BUCKET_CONFIGURATIONS } from '../../../db/model/bucket-configuration.ts'
import type { Bucket } from '../../../db/model/object.ts'
import { checkKey } from '../../../db/model/object-key.ts'
import type { VersionDraft } from '../../../db/objects/object-writes.ts'
import type { ServerSideEncryptionConfiguration } from '../../protocol/generated/s3-types.ts'
import type { AclHeaders } from '../acl/acl-headers.ts'
import { newObjectRights } from '../acl/object-ownership.ts'
import type { ObjectApiPorts, ObjectRequest } from '../handler.ts'
import { type EncryptionHeaders, encryptionHeaders } from '../request/encryption-headers.ts'
import { type LockHeaders, lockHeaders } from '../request/lock-headers.ts'
import { type ObjectHeaderInput, objectHeaders } from '../request/object-headers.ts'
import { storageClassOf } from '../request/storage-class.ts'
import { taggingHeader } from '../request/tagging-header.ts'

/** What PutObject, CopyObject and CreateMultipartUpload say alike of the object they make. */
export interface VersionInput extends ObjectHeaderInput, AclHeaders, EncryptionHeaders, LockHeaders {
  readonly Key: string
  readonly StorageClass?: string | undefined
  readonly Tagging?: string | undefined
}

/** Checks the headers of a write and gives what its new version will have. */
export async function versionDraft(
  ports: ObjectApiPorts,
  request: Pick<ObjectRequest<VersionInput>, 'input' | 'caller' | 'accessPoint'>,
  bucket: Bucket,
): Promise<VersionDraft> {
  const { input, caller } = request
  const key = checkKey(input.Key)
  const storageClass = storageClassOf(input.StorageClass)
  const headers = objectHeaders(input)
  const tags = taggingHeader(input.Tagging)
  const lock = lockHeaders(input, bucket, ports.clock.now())
  const { buckets } = ports.store
  const configured = bucket.reactions !== 0
  const defaults = configured ? await buckets.configuration(bucket.name, BUCKET_CONFIGURATIONS.encryption) : undefined
  const encryption = encryptionHeaders(input, bucket, defaults as ServerSideEncryptionConfiguration | undefined)
  const rights = await newObjectRights(ports, bucket, caller, input, request.accessPoint?.point)
  return { bucket: bucket.name, key, headers, storageClass, tags, encryption, ...lock, ...rights }
}
