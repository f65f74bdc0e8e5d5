/** Makes what a seed says and what is not there yet, by the operations that any client would ask for it. */
import type { Bucket } from '../../../db/model/object.ts'
import { inParallel } from './in-parallel.ts'
import type { ParsedSeed } from './parse-seed.ts'
import { type Planter, plantBucket, plantConfiguration } from './plant-bucket.ts'
import { plantObjects } from './plant-objects.ts'
import { refusal, rehearseSeed } from './rehearse-seed.ts'
import type { Seed, SeedObject, SeedOutcome, Tally } from './seed.ts'
import { SeedError } from './seed-error.ts'

/** Entries under way; each may have many writes. */
const ENTRIES_AT_ONCE = 16

/**
 * @throws SeedError with all that is wrong; nothing was done then, unless the store has been changed from elsewhere
 * meanwhile
 */
export async function applySeed(asked: Planter, parsed: ParsedSeed): Promise<SeedOutcome> {
  const planter = unhindered(asked)
  const { seed } = parsed
  await checkSeed(planter, parsed, 'present')
  const made = new Set<string>()
  for (const bucket of seed.buckets) {
    const outcome = await placed(bucket.place, () => plantBucket(planter, bucket))
    if (outcome === 'made') made.add(bucket.name)
  }
  await configure(planter, seed, 'first')
  const objects = await plantAll(planter, seed.objects, made)
  await configure(planter, seed, 'last')
  return { buckets: { made: made.size, kept: seed.buckets.length - made.size }, objects }
}

/** @throws SeedError with all that is wrong */
export async function checkSeed(
  planter: Planter,
  { seed, mistakes }: ParsedSeed,
  stage: Parameters<typeof rehearseSeed>[2],
): Promise<void> {
  const all = [...mistakes, ...(await rehearseSeed(unhindered(planter), seed, stage))]
  if (all.length > 0) throw new SeedError(all)
}

/** Nobody's rights are asked for: whoever may seed may do everything. */
function unhindered({ ports, account }: Planter): Planter {
  return { ports: { ...ports, settings: { ...ports.settings, auth: 'none' } }, account }
}

async function configure(planter: Planter, { buckets }: Seed, when: 'first' | 'last'): Promise<void> {
  for (const { name, configurations } of buckets) {
    for (const configuration of configurations.filter(({ operation }) => operation.put === when)) {
      await placed(configuration.place, () => plantConfiguration(planter, name, configuration))
    }
  }
}

async function plantAll(
  { ports }: Planter,
  objects: Iterable<SeedObject>,
  newBuckets: ReadonlySet<string>,
): Promise<Tally> {
  const found = new Map<string, Bucket>()
  const tally = { made: 0, kept: 0 }
  await inParallel(objects, ENTRIES_AT_ONCE, (object) =>
    placed(object.place, async () => {
      const bucket = found.get(object.bucket) ?? (await ports.store.buckets.get(object.bucket))
      found.set(bucket.name, bucket)
      const made = await plantObjects(ports, bucket, object, newBuckets.has(bucket.name))
      tally.made += made
      tally.kept += object.keys.count - made
    }),
  )
  return tally
}

async function placed<Result>(place: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    throw new SeedError([refusal(place, error)])
  }
}
