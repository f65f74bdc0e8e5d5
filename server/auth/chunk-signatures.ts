import { hash, type KeyObject } from 'node:crypto'
import { S3Error } from '../../db/model/s3-error.ts'
import type { ChunkVerifier } from '../http/body/chunk-verifier.ts'
import type { V4Credentials } from './credentials.ts'
import { EMPTY_SHA256, hmacHex, sameText } from './signature-v4.ts'

/**
 * Checks the signatures within a signed chunked body, each of which covers the one before, the first one the request's.
 * Source: API Reference, "Signature calculations for the Authorization header: transferring payload in multiple chunks".
 */
export function createChunkVerifier(credentials: V4Credentials, key: KeyObject): ChunkVerifier {
  let previous = credentials.signature
  const check = (kind: string, given: string, rest: string): void => {
    const text = `${kind}\n${credentials.amzDate}\n${credentials.scope.text}\n${previous}\n${rest}`
    if (!sameText(hmacHex(key, text), given)) {
      throw new S3Error('SignatureDoesNotMatch', {
        detail: { AWSAccessKeyId: credentials.accessKeyId, StringToSign: text, SignatureProvided: given },
      })
    }
    previous = given
  }
  return {
    chunk: (signature, sha256Hex) => check('AWS4-HMAC-SHA256-PAYLOAD', signature, `${EMPTY_SHA256}\n${sha256Hex}`),
    trailer: (signature, canonicalTrailers) =>
      check('AWS4-HMAC-SHA256-TRAILER', signature, hash('sha256', Buffer.from(canonicalTrailers, 'latin1'))),
  }
}
