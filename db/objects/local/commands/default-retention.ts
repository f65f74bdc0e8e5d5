import { BUCKET_CONFIGURATIONS } from '../../../model/bucket-configuration.ts'
import type { Bucket, Retention } from '../../../model/object.ts'
import type { Database } from '../../../sqlite/open.ts'
import { configurationOf } from '../rows/bucket-rows.ts'

interface StoredLockConfiguration {
  readonly Rule?: {
    readonly DefaultRetention?: {
      readonly Mode?: Retention['mode']
      readonly Days?: number
      readonly Years?: number
    }
  }
}

const DAY_MS = 86_400_000
/** S3 counts a year of retention as 365 days. */
const DAYS_A_YEAR = 365

/** What a new version is locked with when its writer says nothing. */
export function defaultRetention(db: Database, bucket: Bucket, nowMs: number): Retention | undefined {
  if (!bucket.objectLock) return undefined
  const stored = configurationOf(db, bucket.id, BUCKET_CONFIGURATIONS.objectLock) as StoredLockConfiguration | undefined
  const rule = stored?.Rule?.DefaultRetention
  if (rule?.Mode === undefined) return undefined
  const days = rule.Days ?? (rule.Years ?? 0) * DAYS_A_YEAR
  return { mode: rule.Mode, untilMs: nowMs + days * DAY_MS }
}
