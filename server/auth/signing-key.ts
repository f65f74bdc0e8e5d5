import { createHmac, createSecretKey, type KeyObject } from 'node:crypto'
import type { CredentialScope } from './credentials.ts'

/** Derives the key that signs for a secret and a scope. */
export type SigningKeys = (secret: string, scope: CredentialScope) => KeyObject

const MAX_CACHED = 512

/** Keeps derived keys: a key serves a day, and deriving costs as much as the rest of a verification. */
export function createSigningKeys(): SigningKeys {
  const cache = new Map<string, KeyObject>()
  return (secret, scope) => {
    const name = `${scope.text}\n${secret}`
    const known = cache.get(name)
    if (known !== undefined) return known
    if (cache.size >= MAX_CACHED) cache.clear()
    const key = deriveSigningKey(secret, scope)
    cache.set(name, key)
    return key
  }
}

export function deriveSigningKey(secret: string, scope: CredentialScope): KeyObject {
  const parts = [scope.date, scope.region, scope.service, 'aws4_request']
  const bytes = parts.reduce<Buffer>(
    (key, part) => createHmac('sha256', key).update(part).digest(),
    Buffer.from(`AWS4${secret}`),
  )
  return createSecretKey(bytes)
}
