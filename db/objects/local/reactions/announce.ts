import { eventRulesFor, fitsKey } from '../../../model/notification-rules.ts'
import type { Bucket } from '../../../model/object.ts'
import type { EventObject, EventRule, ObjectEventName, ObjectEvents } from '../../../model/object-event.ts'
import type { VersionRow } from '../rows/version-rows.ts'
import type { WriteContext } from '../writer/write-context.ts'
import { addEffect } from './add-effect.ts'
import { reactionsOf } from './reactions.ts'

/** Columns that an event tells of. */
export type EventRow = Pick<VersionRow, 'key' | 'seq' | 'named' | 'size' | 'etag' | 'storage'> & {
  /** 1: it has annotations; told of copies only. */
  readonly annotated?: number
}

type Details = Pick<ObjectEvents, 'restore' | 'replication' | 'destination' | 'annotation'> & {
  /** When it happens; now unless told. */
  readonly timeMs?: number
  /** S3 itself did it, not who sent the running command. */
  readonly byService?: boolean
}

/** Puts on record that the same has happened to some objects, if the bucket's configuration wants it told. */
export function announce(
  context: WriteContext,
  bucket: Bucket,
  event: ObjectEventName,
  rows: readonly EventRow[],
  { timeMs = context.clock.now(), byService = false, ...details }: Details = {},
): void {
  const rules = wantedBy(context, bucket, event)
  if (rules.length === 0) return
  const objects = rows.filter(({ key }) => rules.some((rule) => fitsKey(rule, key))).map(eventObject)
  if (objects.length === 0) return
  const { name, account, region } = bucket
  const cause = byService ? undefined : context.cause
  const sequence = context.nextWrite(objects.length)
  const body = { event, timeMs, bucket: { name, account, region }, cause, rules, objects, sequence, ...details }
  addEffect(context, 'notify', body, timeMs)
}

/** The destinations of an event; asked before rows are fetched only to tell of them. */
export function wantedBy(context: WriteContext, bucket: Bucket, event: ObjectEventName): readonly EventRule[] {
  const notification = reactionsOf(context, bucket)?.notification
  return notification === undefined ? [] : eventRulesFor(notification, event)
}

function eventObject({ key, seq, named, size, etag, storage, annotated }: EventRow): EventObject {
  const object = [key, seq, named, size, etag, storage ?? 0] as const
  return annotated === undefined ? object : [...object, annotated]
}
