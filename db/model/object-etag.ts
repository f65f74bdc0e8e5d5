import { hash } from 'node:crypto'
import type { Encryption } from './object.ts'

/**
 * The ETag of an object that was written in one piece: its MD5, but something else where KMS or the customer holds the key
 * (API Reference, Object: ETag).
 * choice: that something is made of the MD5, so that equal bodies keep equal tags.
 */
export function objectEtag(md5: string, encryption: Encryption | undefined): string {
  if (encryption === undefined || encryption.kind === 'SSE-S3') return md5
  return hash('md5', `${encryption.kind} ${md5}`, 'hex')
}
