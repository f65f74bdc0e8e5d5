import { hash } from 'node:crypto'

/** Canonical user id of an account: 64 hex digits, the same in every run. */
export function canonicalIdOf(account: string): string {
  return hash('sha256', `canonical user of account ${account}`, 'hex')
}
