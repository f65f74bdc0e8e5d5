import { invalidManifest } from './invalid-manifest.ts'
import { decodeKeys } from './key-text.ts'
import type { LineBlock } from './line-blocks.ts'
import { type ParsedRows, parseRows } from './parse-rows.ts'
import type { ManifestField } from './slice-plan.ts'

const longestVersionId = 1024

/** The rows of a block with their keys decoded. */
export interface CheckedRows extends ParsedRows {
  readonly keys: readonly string[]
}

/**
 * Checks manifest rows, block after block, and keeps the facts that a plan needs: whether one bucket is named
 * throughout, and how often the order breaks.
 *
 * Order compares UTF-16 code units. That differs from S3's UTF-8 order for characters beyond U+FFFF only, and a wrong
 * answer costs speed, nothing else.
 */
export class ManifestRows {
  rows = 0
  /** How many rows come before the row above them. */
  descents = 0
  #firstBucket: string | undefined
  #severalBuckets = false
  #lastBucket = ''
  #lastKey = ''
  readonly #fields: readonly ManifestField[]
  readonly #maximumRows: number

  constructor(fields: readonly ManifestField[], maximumRows: number) {
    this.#fields = fields
    this.#maximumRows = maximumRows
  }

  get singleBucket(): string | undefined {
    return this.#severalBuckets ? undefined : this.#firstBucket
  }

  check(block: LineBlock): CheckedRows {
    // choice: the user guide wants UTF-8 without a byte order mark; AWS would take it as part of the first cell.
    if (block.from === 0 && block.text.startsWith('\xef\xbb\xbf')) throw invalidManifest('format')
    const parsed = parseRows(block, this.#fields)
    if (parsed.versionIds !== undefined) checkVersionIds(parsed.versionIds, block.ascii)
    const keys = decodeKeys(parsed.rawKeys, block.ascii)
    this.rows += keys.length
    if (this.rows > this.#maximumRows) throw invalidManifest('tooManyRows')
    this.#follow(parsed, keys)
    return { ...parsed, keys }
  }

  #follow(parsed: ParsedRows, keys: readonly string[]): void {
    for (const [index, { bucket, first }] of parsed.runs.entries()) {
      this.#firstBucket ??= bucket
      if (bucket !== this.#firstBucket) this.#severalBuckets = true
      if (bucket < this.#lastBucket) this.descents++
      if (bucket !== this.#lastBucket) this.#lastKey = ''
      this.#lastBucket = bucket
      const end = parsed.runs[index + 1]?.first ?? keys.length
      let last = this.#lastKey
      for (let row = first; row < end; row++) {
        const key = keys[row] ?? ''
        if (key < last) this.descents++
        last = key
      }
      this.#lastKey = last
    }
  }
}

/** choice: AWS names the defect `Invalid version ID format` without a rule; every real id is short and ASCII. */
function checkVersionIds(versionIds: readonly string[], ascii: boolean): void {
  for (const versionId of versionIds) {
    if (versionId.length > longestVersionId || (!ascii && /[^\x00-\x7f]/.test(versionId))) {
      throw invalidManifest('versionId')
    }
  }
}
