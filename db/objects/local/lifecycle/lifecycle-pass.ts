import { BUCKET_CONFIGURATIONS } from '../../../model/bucket-configuration.ts'
import type { LifecycleConfiguration } from '../../../model/lifecycle.ts'
import type { Bucket } from '../../../model/object.ts'
import type { TieringConfiguration } from '../../../model/tiering.ts'
import { all } from '../../../sqlite/statement.ts'
import { configurationOf, findBucket } from '../rows/bucket-rows.ts'
import type { WriteContext } from '../writer/write-context.ts'

/** A pass over one bucket at one moment; its clock stands there. */
export interface LifecyclePass {
  readonly context: WriteContext
  readonly bucket: Bucket
  readonly asOfMs: number
  readonly rules: LifecycleConfiguration
  readonly tierings: readonly TieringConfiguration[]
  /** The earliest of what is not due yet. */
  dueMs: number | undefined
}

/** Undefined: there is no such bucket any more, or nothing to do in it. */
export function openPass(context: WriteContext, name: string, asOfMs: number): LifecyclePass | undefined {
  const bucket = findBucket(context.db, name)
  if (bucket === undefined) return undefined
  const rules = configurationOf(context.db, bucket.id, BUCKET_CONFIGURATIONS.lifecycle)
  const sql = 'SELECT body FROM bucket_configuration WHERE bucket_id = ? AND kind = ?'
  const tierings = all<{ body: string }>(context.db, sql, bucket.id, BUCKET_CONFIGURATIONS.intelligentTiering)
  if (rules === undefined && tierings.length === 0) return undefined
  return {
    context: { ...context, cause: undefined, clock: { ...context.clock, now: () => asOfMs } },
    bucket,
    asOfMs,
    rules: (rules as LifecycleConfiguration | undefined) ?? { Rules: [] },
    tierings: tierings.map(({ body }) => JSON.parse(body) as TieringConfiguration),
    dueMs: undefined,
  }
}

/** Those that are due; of the others the first is noted down. */
export function dueNow<Planned extends { readonly dueMs: number }>(
  pass: LifecyclePass,
  plan: readonly Planned[],
): readonly Planned[] {
  return plan.filter(({ dueMs }) => {
    if (dueMs <= pass.asOfMs) return true
    if (dueMs < (pass.dueMs ?? Number.POSITIVE_INFINITY)) pass.dueMs = dueMs
    return false
  })
}
