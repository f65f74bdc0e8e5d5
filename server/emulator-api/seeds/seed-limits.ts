export const SEED_LIMITS = {
  /** Of a document, as a body or as a file. */
  bytes: 4 * 1024 * 1024,
  buckets: 1_000,
  objects: 100_000,
  count: 10_000_000,
} as const
