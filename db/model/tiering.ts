import { midnightAfter } from './lifecycle.ts'
import type { ObjectVersion } from './object.ts'
import { fitsFilter, type RuleFilter } from './rule-filter.ts'

export type ArchiveTier = NonNullable<ObjectVersion['archiveTier']>

/** S3's IntelligentTieringConfiguration, in its own member names. */
export interface TieringConfiguration {
  readonly Id?: string
  readonly Status: 'Enabled' | 'Disabled'
  readonly Filter?: RuleFilter
  readonly Tierings: readonly { readonly Days: number; readonly AccessTier: ArchiveTier }[]
}

/** In the order of the store's numbers; further down is later. */
export const ARCHIVE_TIERS: readonly ArchiveTier[] = ['ARCHIVE_ACCESS', 'DEEP_ARCHIVE_ACCESS']

/**
 * When an object of INTELLIGENT_TIERING goes to an archive tier.
 *
 * choice: the days count from the object's creation, because reads are not noted down.
 */
export function tieringPlan(
  configurations: readonly TieringConfiguration[],
  version: Pick<ObjectVersion, 'key' | 'tags' | 'size' | 'storageClass' | 'modifiedMs' | 'archiveTier'>,
): readonly { readonly tier: ArchiveTier; readonly dueMs: number }[] {
  if (version.storageClass !== 'INTELLIGENT_TIERING' || version.size < SMALLEST) return []
  const present = version.archiveTier === undefined ? -1 : ARCHIVE_TIERS.indexOf(version.archiveTier)
  return configurations.flatMap(({ Status, Tierings, ...rule }) =>
    Status === 'Enabled' && fitsFilter(rule, version)
      ? Tierings.filter(({ AccessTier }) => ARCHIVE_TIERS.indexOf(AccessTier) > present).map(
          ({ AccessTier, Days }) => ({ tier: AccessTier, dueMs: midnightAfter(version.modifiedMs, Days) }),
        )
      : [],
  )
}

/** Smaller objects are never tiered: 128 KB (User Guide, "How S3 Intelligent-Tiering works"). */
const SMALLEST = 131_072
