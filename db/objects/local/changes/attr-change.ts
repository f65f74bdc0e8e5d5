import type { Bucket } from '../../../model/object.ts'
import type { S3Error } from '../../../model/s3-error.ts'
import type { WriteContext } from '../writer/write-context.ts'

/**
 * One kind of change to versions' attributes, written once for a single object and for a set of them.
 *
 * `set` and the refusals' `when` are SQL over the `attr` row `a`; they may use `@now` and the values that `values` gives.
 * They are constants, so that each kind is one prepared statement.
 */
export interface AttrChange<Change> {
  readonly set: string
  /** In the order in which S3 would refuse. */
  readonly refusals: readonly Refusal<Change>[]
  /** True when doing it twice is the same as doing it once, so that failures may be looked for afterwards. */
  readonly repeatable: boolean
  values(context: WriteContext, change: Change, nowMs: number): Readonly<Record<string, number>>
  /** A refusal that concerns the whole bucket. */
  refuse?(context: WriteContext, bucket: Bucket, change: Change): S3Error | undefined
}

export interface Refusal<Change> {
  readonly when: string
  readonly error: (change: Change) => S3Error
}
