import { STORAGE_CLASSES, type StorageClass } from '../../db/model/object.ts'
import type { EventObject, ObjectEvents } from '../../db/model/object-event.ts'
import { versionIdOf } from '../../db/model/version-id.ts'

/** An object of an event in plain words. */
export interface ToldObject {
  readonly key: string
  /** Undefined for the null version. */
  readonly versionId: string | undefined
  readonly size: number
  readonly etag: string
  readonly storageClass: StorageClass
  /** Orders events of the same key: compared as text, padded. */
  readonly sequencer: string
  /** Whether a copy has annotations; undefined for all other events. */
  readonly annotated: boolean | undefined
}

/** The ETag of nothing: what events tell of a delete marker. */
const EMPTY_MD5 = 'd41d8cd98f00b204e9800998ecf8427e'
const SEQUENCER_DIGITS = 18

export function toldObject(events: ObjectEvents, index: number): ToldObject {
  const [key, seq, named, size, etag, storage, annotated] = events.objects[index] as EventObject
  return {
    key,
    versionId: named === 1 ? versionIdOf(seq) : undefined,
    size,
    etag: etag === '' ? EMPTY_MD5 : etag,
    storageClass: STORAGE_CLASSES[storage] ?? 'STANDARD',
    sequencer: (events.sequence + index).toString(16).toUpperCase().padStart(SEQUENCER_DIGITS, '0'),
    annotated: annotated === undefined ? undefined : annotated === 1,
  }
}

/**
 * Events that say in which order things came about; a sequencer stands in these only.
 * choice: those of annotations have one and no size, as in the guide's samples for EventBridge, on all ways.
 */
export function isOrdered(event: ObjectEvents['event']): boolean {
  return /^Object(Created|Removed|Annotation):|^LifecycleExpiration:/.test(event)
}

/** A version that is gone has neither size nor ETag; a delete marker has the ETag of nothing. */
export function isRemoval(event: ObjectEvents['event']): boolean {
  return event === 'ObjectRemoved:Delete' || event === 'LifecycleExpiration:Delete'
}

export function hasSize(event: ObjectEvents['event']): boolean {
  return !isRemoval(event) && !event.endsWith(':DeleteMarkerCreated') && !event.startsWith('ObjectAnnotation:')
}
