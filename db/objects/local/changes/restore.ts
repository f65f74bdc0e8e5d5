import { RESTORE_TIERS, STORAGE_CLASSES } from '../../../model/object.ts'
import { S3Error } from '../../../model/s3-error.ts'
import type { ObjectChange } from '../../object-writes.ts'
import type { AttrChange } from './attr-change.ts'

type RestoreObject = Extract<ObjectChange, { kind: 'restore' }>

const DAY_MS = 86_400_000
const ARCHIVED = [STORAGE_CLASSES.indexOf('GLACIER'), STORAGE_CLASSES.indexOf('DEEP_ARCHIVE')].join(', ')
const INTELLIGENT = STORAGE_CLASSES.indexOf('INTELLIGENT_TIERING')

/** S3 rounds the end of a restored copy up to the next midnight UTC. A bound number is a double: its quotient too. */
const expiryAfter = (ready: string): string =>
  `CASE WHEN @days = 0 THEN 0 ELSE CAST((${ready} + @days * ${DAY_MS} + ${DAY_MS - 1}) / ${DAY_MS} AS INTEGER) * ${DAY_MS} END`

/** A restore is running: it has been asked for and is not there yet. */
const RUNNING = '(a.restore_ready > @now)'
/** The copy of a finished restore can still be read. */
const READABLE =
  '(a.restore_ready > 0 AND a.restore_ready <= @now AND (a.restore_expires = 0 OR a.restore_expires > @now))'

/**
 * RestoreObject. A running restore takes only a faster tier for the same days; a finished one gets a new expiry date.
 * Source: User Guide, "Restore objects with Batch Operations" and "Restoring an archived object".
 */
export const restoreObject: AttrChange<RestoreObject> = {
  set: `restore_ready = CASE WHEN ${READABLE.replaceAll('a.', '')} THEN restore_ready ELSE @ready END,
    restore_expires = CASE WHEN ${READABLE.replaceAll('a.', '')} THEN ${expiryAfter('@now')} ELSE ${expiryAfter('@ready')} END,
    restore_tier = @tier`,
  refusals: [
    {
      when: `NOT (a.storage IN (${ARCHIVED}) OR (a.storage = ${INTELLIGENT} AND a.archive_tier > 0))`,
      error: () =>
        new S3Error('InvalidObjectState', {
          message: "Restore is not allowed for the object's current storage class",
        }),
    },
    {
      // It is back in the frequent access tier, and stays there.
      when: `a.storage = ${INTELLIGENT} AND ${READABLE}`,
      error: () => new S3Error('ObjectAlreadyInActiveTierError'),
    },
    {
      when: `a.storage IN (${ARCHIVED}) AND @days = 0`,
      error: () => new S3Error('InvalidArgument', { message: 'Days must be specified for this storage class' }),
    },
    {
      when: `a.storage = ${INTELLIGENT} AND @days > 0`,
      error: () =>
        new S3Error('InvalidArgument', {
          message: 'Days cannot be specified for objects in the Intelligent-Tiering storage class',
        }),
    },
    {
      when: `${RUNNING} AND (@tier <= a.restore_tier OR a.restore_expires <> ${expiryAfter('a.restore_ready')})`,
      error: () => new S3Error('RestoreAlreadyInProgress'),
    },
  ],
  repeatable: false,
  values: (_context, { days, tier, durationMs }, nowMs) => ({
    days: days ?? 0,
    tier: RESTORE_TIERS.indexOf(tier),
    // Even an instant restore is seen as running by a request of the same millisecond.
    ready: nowMs + Math.max(0, durationMs),
  }),
}
