/** PutObjectLegalHold and GetObjectLegalHold. */
import { S3Error } from '../../../db/model/s3-error.ts'
import type { GetObjectLegalHoldRequest, PutObjectLegalHoldRequest } from '../../protocol/generated/s3-types.ts'
import type { ObjectHandler } from '../handler.ts'
import { namedVersion } from '../objects/named-version.ts'
import { requireBodyDigest } from '../request/body-digest.ts'
import { checkDocument } from '../request/check-document.ts'
import { refuseUnlockable } from './refuse-unlockable.ts'

export const putObjectLegalHold: ObjectHandler<PutObjectLegalHoldRequest> = async (ports, request) => {
  const status = request.input.LegalHold?.Status
  checkDocument(request)
  requireBodyDigest(request)
  if (status === undefined) throw new S3Error('MalformedXML')
  const { bucket, address } = await namedVersion(ports, request)
  refuseUnlockable(bucket)
  await ports.store.writes.change(address, { kind: 'putLegalHold', on: status === 'ON' })
  return { output: {} }
}

/** An object that never had a hold has nothing to show, one whose hold was lifted has `OFF`. */
export const getObjectLegalHold: ObjectHandler<GetObjectLegalHoldRequest> = async (ports, request) => {
  const { bucket, version } = await namedVersion(ports, request)
  refuseUnlockable(bucket)
  if (version.legalHold === undefined)
    throw new S3Error('NoSuchObjectLockConfiguration', { detail: { Key: version.key } })
  return { output: { LegalHold: { Status: version.legalHold ? 'ON' : 'OFF' } } }
}
