/**
 * Checks the signatures inside a signed chunked body. Each one covers the one before it, so calls come in body order:
 * every chunk, the empty one at the end included, then the trailer. Made by `server/auth` when signatures are checked.
 */
export interface ChunkVerifier {
  /** Throws `SignatureDoesNotMatch` when the chunk's signature is wrong. */
  chunk(signature: string, sha256Hex: string): void
  /** The same for the trailing headers, given as `name:value\n` lines. */
  trailer(signature: string, canonicalTrailers: string): void
}
