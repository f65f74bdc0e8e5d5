import { canonicalIdOf } from '../../db/model/canonical-id.ts'
import type { ObjectApiSettings } from './handler.ts'

/** An account as S3 shows it: `Owner` elements, grantees. */
export interface ShownAccount {
  readonly ID: string
  readonly DisplayName?: string
}

type Settings = Pick<ObjectApiSettings, 'accounts'>

export function shownAccount(settings: Settings, account: string): ShownAccount {
  const known = settings.accounts?.find((candidate) => candidate.account === account)
  const ID = known?.canonicalId ?? canonicalIdOf(account)
  return known?.displayName === undefined ? { ID } : { ID, DisplayName: known.displayName }
}

export function canonicalId(settings: Settings, account: string): string {
  return shownAccount(settings, account).ID
}
