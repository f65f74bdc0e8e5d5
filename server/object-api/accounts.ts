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

/** The display name of a canonical user id, where accounts have been given one. */
export function displayNameOf(settings: Settings, id: string): { readonly DisplayName?: string } {
  const known = settings.accounts?.find((account) => (account.canonicalId ?? canonicalIdOf(account.account)) === id)
  return known?.displayName === undefined ? {} : { DisplayName: known.displayName }
}
