import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { ListObjectsV2Command, PutBucketLifecycleConfigurationCommand } from '@aws-sdk/client-s3'
import { type KillWorld, keepVersions, makeBuckets, putKeys } from './kill-world.ts'
import { persist } from './persist.ts'
import type { SideLane } from './side-lane.ts'

const Bucket = 'expiring'
const KEYS = 60
const DAY_MS = 86_400_000
const LIMIT_MS = 600_000

/** Objects that a lifecycle rule makes expire: each gets one delete marker. */
export async function startLifecycle(world: KillWorld): Promise<SideLane> {
  await makeBuckets(world, [Bucket])
  await keepVersions(world, [Bucket])
  const stopped = new AbortController()
  let expired = 0
  const done = (async () => {
    for (let round = 0; !stopped.signal.aborted; round++) {
      const prefix = `r${round}/`
      const keys = Array.from({ length: KEYS }, (_, index) => `${prefix}${index}`)
      await putKeys(world, Bucket, keys)
      await persist(() => world.s3.send(ruleFor(prefix)))
      await isGone(world, prefix)
      const markers = world.query('objects', (db) => db.prepare(MARKERS).all(prefix.length, prefix))
      assert.deepEqual(
        markers,
        Array.from({ length: KEYS }, () => ({ versions: 1, current: 1 })),
        `${prefix} has expired once`,
      )
      expired += KEYS
    }
  })()
  done.catch(() => undefined)
  return {
    what: 'objects that expired, each once',
    stop: () => stopped.abort(),
    async check() {
      await done
      return expired
    },
  }
}

/** A key may have been put more than once, when an answer was lost; it is to be marked once, on top. */
const MARKERS = `SELECT sum(marker) AS versions, (SELECT marker FROM version c WHERE c.bucket_id = v.bucket_id
    AND c.key = v.key ORDER BY c.seq LIMIT 1) AS current
  FROM version v JOIN bucket b ON b.id = v.bucket_id WHERE b.name = '${Bucket}' AND substr(v.key, 1, ?) = ? GROUP BY v.key`

function ruleFor(Prefix: string): PutBucketLifecycleConfigurationCommand {
  const midnight = new Date(Math.floor(Date.now() / DAY_MS) * DAY_MS)
  const Rules = [{ ID: 'gone', Status: 'Enabled' as const, Filter: { Prefix }, Expiration: { Date: midnight } }]
  return new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } })
}

async function isGone({ s3 }: KillWorld, Prefix: string): Promise<void> {
  for (const until = performance.now() + LIMIT_MS; ; await pause(30)) {
    const { KeyCount } = await persist(() => s3.send(new ListObjectsV2Command({ Bucket, Prefix })))
    if (KeyCount === 0) return
    assert.ok(performance.now() < until, `${KeyCount} objects of ${Prefix} have not expired`)
  }
}
