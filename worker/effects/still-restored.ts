import type { EventObject, ObjectEvents } from '../../db/model/object-event.ts'
import { NULL_VERSION, versionIdOf } from '../../db/model/version-id.ts'
import type { ObjectStore } from '../../db/objects/object-store.ts'

/** The objects of an event of restores for which it holds: a restore may have been made faster, or its copy kept longer. */
export async function stillRestored(
  events: ObjectEvents,
  { reads }: Pick<ObjectStore, 'reads'>,
): Promise<ObjectEvents> {
  const { event, restore, bucket } = events
  const holds = async ([key, seq, named]: EventObject): Promise<boolean> => {
    const versionId = named === 1 ? versionIdOf(seq) : NULL_VERSION
    const found = (await reads.find({ bucket: bucket.name, key, versionId }))?.restore
    if (event === 'ObjectRestore:Completed') return found?.readyMs === restore?.readyMs
    return found?.expiresMs === restore?.expiresMs
  }
  const kept: EventObject[] = []
  for (const object of events.objects) if (await holds(object)) kept.push(object)
  return { ...events, objects: kept }
}
