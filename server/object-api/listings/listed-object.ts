import type { ObjectVersion } from '../../../db/model/object.ts'
import { shownAccount } from '../accounts.ts'
import type { ObjectApiSettings } from '../handler.ts'
import type { KeyText } from './list-parameters.ts'

export interface ListedForm {
  readonly keyText: KeyText
  readonly withOwner: boolean
  readonly withRestoreStatus: boolean
  readonly nowMs: number
}

/** A `Contents` element of a listing. */
export function listedObject(version: ObjectVersion, form: ListedForm, settings: ObjectApiSettings): object {
  return {
    Key: form.keyText(version.key),
    LastModified: new Date(version.modifiedMs),
    ETag: `"${version.etag}"`,
    ...(version.checksum === undefined
      ? {}
      : { ChecksumAlgorithm: [version.checksum.algorithm], ChecksumType: version.checksum.type }),
    Size: version.size,
    StorageClass: version.storageClass,
    ...(form.withOwner ? { Owner: shownAccount(settings, version.owner) } : {}),
    ...(form.withRestoreStatus ? restoreStatus(version, form.nowMs) : {}),
  }
}

/** Told when `x-amz-optional-object-attributes: RestoreStatus` asks for it. */
export function restoreStatus({ restore }: ObjectVersion, nowMs: number): object {
  if (restore === undefined) return {}
  if (restore.readyMs > nowMs) return { RestoreStatus: { IsRestoreInProgress: true } }
  if (restore.expiresMs === undefined || restore.expiresMs <= nowMs) return {}
  return { RestoreStatus: { IsRestoreInProgress: false, RestoreExpiryDate: new Date(restore.expiresMs) } }
}
