/** A running checksum. `digest` ends it: nothing may be added or asked afterwards. */
export interface ChecksumHasher {
  update(chunk: Uint8Array): void
  digest(): Uint8Array
}
