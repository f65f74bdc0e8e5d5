import { hash } from 'node:crypto'

/**
 * The canonical user id of an account: what S3 shows as an owner.
 * choice: AWS gives accounts random ids; here it follows from the account, so that it needs no storage.
 */
export function canonicalIdOf(account: string): string {
  const known = ids.get(account)
  if (known !== undefined) return known
  const id = hash('sha256', account, 'hex')
  if (ids.size < MAX_KNOWN) ids.set(account, id)
  return id
}

const MAX_KNOWN = 10_000
const ids = new Map<string, string>()
