import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { PutBucketNotificationConfigurationCommand } from '@aws-sdk/client-s3'
import { REPLICATION_STATUSES } from '../../../db/model/object.ts'
import { ACCOUNT } from '../../support/running-server.ts'
import { type KillWorld, keepVersions, makeBuckets } from './kill-world.ts'
import { replicationOf } from './killed-operations.ts'
import { isGone } from './persist.ts'
import type { SideLane } from './side-lane.ts'

const QUEUE = `arn:aws:sqs:us-east-1:${ACCOUNT}:told`
const LIMIT_MS = 120_000

/** Somebody who is told of events, and outlives the server. */
export interface Listener {
  /** Settings of the server that tells it. */
  readonly args: readonly string[]
  /** How often it has been told of each version that was created. */
  readonly told: ReadonlyMap<string, number>
  readonly close: () => void
}

export async function openListener(): Promise<Listener> {
  const told = new Map<string, number>()
  const server = createServer((request, response) => {
    let text = ''
    request.setEncoding('utf8')
    request.on('data', (piece: string) => {
      text += piece
    })
    request.on('end', () => {
      for (const { s3 } of (JSON.parse(text) as Notice).Records ?? []) {
        const { versionId } = s3.object
        told.set(versionId, (told.get(versionId) ?? 0) + 1)
      }
      response.end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    args: ['--notification-target', `${QUEUE}=http://127.0.0.1:${port}/`],
    told,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

interface Notice {
  readonly Records?: readonly { readonly s3: { readonly object: { readonly versionId: string } } }[]
}

/** Writes that are replicated, and told of. */
export async function startReactions(world: KillWorld, { told }: Listener): Promise<SideLane> {
  await makeBuckets(world, ['live', 'live-replica'])
  await keepVersions(world, ['live', 'live-replica'])
  await world.s3.send(replicationOf('live', 'Enabled', 'live-replica'))
  const NotificationConfiguration = {
    QueueConfigurations: [{ QueueArn: QUEUE, Events: ['s3:ObjectCreated:*' as const] }],
  }
  await world.s3.send(new PutBucketNotificationConfigurationCommand({ Bucket: 'live', NotificationConfiguration }))
  const written: string[] = []
  const stopped = new AbortController()
  const done = (async () => {
    for (let number = 0; !stopped.signal.aborted; number++) {
      try {
        const { status, headers } = await world.put(`/live/${number % 100}`, Buffer.from(String(number)))
        assert.equal(status, 200)
        written.push(String(headers['x-amz-version-id']))
      } catch (error) {
        if (!isGone(error)) throw error
      }
      await pause(5)
    }
  })()
  done.catch(() => undefined)
  return {
    what: 'writes replicated once, and told of at least once',
    stop: () => stopped.abort(),
    async check() {
      await done
      await settled(world)
      const [sources, replicas] = [versionsOf(world, 'live'), versionsOf(world, 'live-replica')]
      // A version of the replica has the number of its source.
      assert.deepEqual(replicas, sources)
      assert.ok(sources.length >= written.length)
      assert.equal(
        world.query('objects', (db) => db.prepare(UNREPLICATED).pluck().get()),
        0,
      )
      assert.deepEqual(
        written.filter((versionId) => !told.has(versionId)),
        [],
        'versions that nobody was told of',
      )
      return written.length
    },
  }
}

const VERSIONS = 'SELECT v.seq FROM version v JOIN bucket b ON b.id = v.bucket_id WHERE b.name = ? ORDER BY v.seq'
const UNREPLICATED = `SELECT count(*) FROM version v JOIN attr a ON a.id = v.id JOIN bucket b ON b.id = v.bucket_id
  WHERE b.name = 'live' AND a.replication != ${REPLICATION_STATUSES.indexOf('COMPLETED')}`

function versionsOf(world: KillWorld, bucket: string): readonly unknown[] {
  return world.query('objects', (db) => db.prepare(VERSIONS).pluck().all(bucket))
}

/** Nothing that a write was to set off is still on record. */
async function settled(world: KillWorld): Promise<void> {
  for (const until = performance.now() + LIMIT_MS; ; await pause(50)) {
    const left = world.query('objects', (db) => db.prepare('SELECT count(*) FROM effect').pluck().get() as number)
    if (left === 0) return
    assert.ok(performance.now() < until, `${left} effects are still on record`)
  }
}
