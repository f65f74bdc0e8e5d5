import { isNoRoom } from '../../../db/model/no-room.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import { planPayload } from '../../http/body/payload-plan.ts'
import { versionDraft } from '../../object-api/objects/version-draft.ts'
import { createBreather } from './breather.ts'
import { ownerOf, type Planter, plantBucket, plantConfiguration } from './plant-bucket.ts'
import { isThere } from './plant-objects.ts'
import { rehearsalStore } from './rehearsal-store.ts'
import type { Seed, SeedObject } from './seed.ts'
import { requestBody } from './seed-request.ts'

/**
 * Tries a seed out, and changes nothing.
 * @param stage what is there before: the buckets of the store, or none
 * @returns what would be refused, each a sentence
 */
export async function rehearseSeed(
  planter: Planter,
  { buckets, objects }: Seed,
  stage: 'present' | 'empty',
): Promise<readonly string[]> {
  const mistakes: string[] = []
  const failed = new Set<string>()
  const rehearsed: Planter = {
    ...planter,
    ports: { ...planter.ports, store: rehearsalStore(planter.ports.store, stage) },
  }
  const attempt = async (place: string, bucket: string, work: () => Promise<unknown>): Promise<void> => {
    if (failed.has(bucket)) return
    try {
      await work()
    } catch (error) {
      mistakes.push(refusal(place, error))
    }
  }
  for (const bucket of buckets) {
    const { length } = mistakes
    await attempt(bucket.place, bucket.name, () => plantBucket(rehearsed, bucket))
    // What is the matter with the bucket itself is not told again of all that would be in it.
    if (mistakes.length > length) failed.add(bucket.name)
  }
  for (const when of ['first', 'last'] as const) {
    for (const { name, configurations } of buckets) {
      for (const configuration of configurations.filter(({ operation }) => operation.put === when)) {
        await attempt(configuration.place, name, () => plantConfiguration(rehearsed, name, configuration))
      }
    }
  }
  const breathe = createBreather()
  for (const object of objects) {
    await breathe()
    await attempt(object.place, object.bucket, () => rehearseObject(rehearsed, object))
  }
  return mistakes
}

async function rehearseObject({ ports }: Planter, { bucket: name, keys, input, body }: SeedObject): Promise<void> {
  const bucket = await ports.store.buckets.get(name)
  // The last key is the longest.
  const key = keys.key(keys.count - 1)
  const whole = { ...input, Bucket: name, Key: key } as Parameters<typeof versionDraft>[1]['input']
  try {
    await versionDraft(ports, { input: whole, caller: ownerOf(ports, bucket) }, bucket)
    planPayload({}, requestBody(body).length)
  } catch (error) {
    // One that is there is not put again, and what was right then need not be right now: a retention may be over.
    if (keys.count > 1 || !(await isThere(ports, bucket, key))) throw error
  }
}

/** @throws what is no refusal */
export function refusal(place: string, error: unknown): string {
  if (error instanceof Error && 'syscall' in error && !isNoRoom(error)) {
    return `${place} cannot be read: ${error.message}.`
  }
  if (!(error instanceof S3Error) || error.status >= 500) throw error
  return `${place} is refused: ${error.message.replace(/\.$/, '')} (${error.code}).`
}
