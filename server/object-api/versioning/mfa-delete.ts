/**
 * MFA delete: once on, taking versions away and changing the bucket's versioning needs `x-amz-mfa` (User Guide,
 * "Configuring MFA delete").
 * choice: there are no devices here, so any serial number with a six-digit code is right.
 */

import { BUCKET_CONFIGURATIONS } from '../../../db/model/bucket-configuration.ts'
import type { Bucket } from '../../../db/model/object.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type { ObjectApiPorts } from '../handler.ts'

const KIND = BUCKET_CONFIGURATIONS.mfaDelete

export async function hasMfaDelete({ store }: ObjectApiPorts, bucket: Bucket): Promise<boolean> {
  return bucket.versioning !== 'Off' && (await store.buckets.configuration(bucket.name, KIND)) !== undefined
}

export async function setMfaDelete({ store }: ObjectApiPorts, bucket: Bucket, on: boolean): Promise<void> {
  if (on) await store.buckets.putConfiguration(bucket.name, KIND, { MFADelete: 'Enabled' })
  else await store.buckets.removeConfiguration(bucket.name, KIND)
}

/** @throws S3Error `AccessDenied` */
export function requireMfa(header: string | undefined): void {
  if (header !== undefined && /^\S+ \d{6}$/.test(header.trim())) return
  throw new S3Error('AccessDenied', { message: 'Mfa Authentication must be used for this request' })
}
