/** PutObjectLockConfiguration and GetObjectLockConfiguration. */

import { BUCKET_CONFIGURATIONS } from '../../../db/model/bucket-configuration.ts'
import type { Bucket } from '../../../db/model/object.ts'
import { S3Error, type S3ErrorCode } from '../../../db/model/s3-error.ts'
import type {
  GetObjectLockConfigurationRequest,
  ObjectLockConfiguration,
  PutObjectLockConfigurationRequest,
} from '../../protocol/generated/s3-types.ts'
import { existingBucket } from '../buckets/existing-bucket.ts'
import { type Dialect, dialectOf } from '../dialect.ts'
import type { ObjectHandler } from '../handler.ts'
import { requireBodyDigest } from '../request/body-digest.ts'
import { checkDocument } from '../request/check-document.ts'

/** Read by the store too: the default retention of new versions. */
const KIND = BUCKET_CONFIGURATIONS.objectLock
const MAX_DAYS = 36_500
const MAX_YEARS = 100

export const putObjectLockConfiguration: ObjectHandler<PutObjectLockConfigurationRequest> = async (ports, request) => {
  const { ObjectLockConfiguration: configuration } = request.input
  if (configuration?.ObjectLockEnabled === undefined) throw new S3Error('MalformedXML')
  checkDocument(request)
  requireBodyDigest(request)
  checkRetention(configuration, dialectOf(ports.settings))
  const bucket = await existingBucket(ports, request)
  refuseUnversioned(bucket)
  if (!bucket.objectLock) await ports.store.buckets.enableObjectLock(bucket.name)
  await ports.store.buckets.putConfiguration(bucket.name, KIND, configuration)
  return { output: {} }
}

export const getObjectLockConfiguration: ObjectHandler<GetObjectLockConfigurationRequest> = async (ports, request) => {
  const bucket = await existingBucket(ports, request)
  if (!bucket.objectLock) {
    throw new S3Error('ObjectLockConfigurationNotFoundError', { detail: { BucketName: bucket.name } })
  }
  const stored = (await ports.store.buckets.configuration(bucket.name, KIND)) as ObjectLockConfiguration | undefined
  return { output: { ObjectLockConfiguration: stored ?? { ObjectLockEnabled: 'Enabled' } } }
}

/** Since November 2023 Object Lock can be turned on later, once versioning is. */
function refuseUnversioned(bucket: Bucket): void {
  if (bucket.versioning === 'Enabled') return
  throw new S3Error('InvalidBucketState', {
    message: "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration",
  })
}

/** A default retention has a mode, and days or years. @throws S3Error */
function checkRetention({ Rule: rule }: ObjectLockConfiguration, { noPeriod }: Dialect): void {
  if (rule === undefined) return
  const { Mode, Days, Years } = rule.DefaultRetention ?? {}
  if (Mode === undefined || (Days === undefined) === (Years === undefined)) throw new S3Error('MalformedXML')
  checkPeriod('Days', Days, MAX_DAYS, noPeriod)
  checkPeriod('Years', Years, MAX_YEARS, noPeriod)
}

function checkPeriod(unit: string, period: number | undefined, most: number, code: S3ErrorCode): void {
  if (period === undefined || (period >= 1 && period <= most)) return
  const detail = { ArgumentName: unit, ArgumentValue: String(period) }
  const message =
    period < 1 ? 'Default retention period must be a positive integer value.' : 'Default retention period too large.'
  throw new S3Error(code, { message, detail })
}
