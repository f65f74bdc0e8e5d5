import { S3Error } from '../../../db/model/s3-error.ts'
import type { PutBucketVersioningRequest } from '../../protocol/generated/s3-types.ts'
import { existingBucket } from '../buckets/existing-bucket.ts'
import type { ObjectHandler } from '../handler.ts'
import { hasMfaDelete, requireMfa, setMfaDelete } from './mfa-delete.ts'

export const putBucketVersioning: ObjectHandler<PutBucketVersioningRequest> = async (ports, request) => {
  const { VersioningConfiguration: configuration, MFA: mfa } = request.input
  const { Status: status, MFADelete: mfaDelete } = configuration
  const bucket = await existingBucket(ports, request)
  if (status !== undefined && status !== 'Enabled' && status !== 'Suspended') throw new S3Error('MalformedXML')
  if (mfaDelete !== undefined && mfaDelete !== 'Enabled' && mfaDelete !== 'Disabled') throw new S3Error('MalformedXML')
  if (status === undefined)
    throw new S3Error('IllegalVersioningConfigurationException', {
      message: 'The Versioning element must be specified',
    })
  const changesMfa = mfaDelete !== undefined && (mfaDelete === 'Enabled') !== (await hasMfaDelete(ports, bucket))
  if (changesMfa || (await hasMfaDelete(ports, bucket))) requireMfa(mfa)
  await ports.store.buckets.setVersioning(bucket.name, status)
  if (changesMfa) await setMfaDelete(ports, bucket, mfaDelete === 'Enabled')
  return { output: {} }
}
