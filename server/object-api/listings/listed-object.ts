import type { ListedObject } from '../../../db/objects/object-reads.ts'
import type { RestoreStatus } from '../../protocol/generated/s3-types.ts'
import { type ShownAccount, shownAccount } from '../accounts.ts'
import type { ObjectApiSettings } from '../handler.ts'
import type { KeyText } from './list-parameters.ts'

export interface ListedForm {
  readonly keyText: KeyText
  readonly withOwner: boolean
  readonly withRestoreStatus: boolean
  readonly nowMs: number
}

/** A `Contents` element of a listing, filled member by member: for a page of a thousand, spreads took as long as its rows. */
export function listedObject(listed: ListedObject, form: ListedForm, settings: ObjectApiSettings): ShownObject {
  const { checksum, restore } = listed
  const shown: ShownObject = {
    Key: form.keyText(listed.key),
    LastModified: new Date(listed.modifiedMs),
    ETag: `"${listed.etag}"`,
    Size: listed.size,
    StorageClass: listed.storageClass,
  }
  if (checksum !== undefined) {
    shown.ChecksumAlgorithm = [checksum.algorithm]
    shown.ChecksumType = checksum.type
  }
  if (form.withOwner) shown.Owner = shownAccount(settings, listed.owner)
  if (form.withRestoreStatus) shown.RestoreStatus = restoreStatus(restore, form.nowMs)
  return shown
}

interface ShownObject {
  readonly Key: string
  readonly LastModified: Date
  readonly ETag: string
  readonly Size: number
  readonly StorageClass: ListedObject['storageClass']
  ChecksumAlgorithm?: readonly string[]
  ChecksumType?: string
  Owner?: ShownAccount
  RestoreStatus?: RestoreStatus | undefined
}

/** Told when `x-amz-optional-object-attributes: RestoreStatus` asks for it. */
function restoreStatus(restore: ListedObject['restore'], nowMs: number): RestoreStatus | undefined {
  if (restore === undefined) return undefined
  if (restore.readyMs > nowMs) return { IsRestoreInProgress: true }
  if (restore.expiresMs === undefined || restore.expiresMs <= nowMs) return undefined
  return { IsRestoreInProgress: false, RestoreExpiryDate: new Date(restore.expiresMs) }
}
