import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, type TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { keptPort } from '../support/kept-port.ts'
import { either, figure } from './support/form.ts'
import { seededTest } from './support/random.ts'
import { type ServerProcess, spawnServer } from './support/server-process.ts'

/** Deaths of each kind. */
const DEATHS = either(6, 60)
const SMALL = 5_000
const LARGE = 40
const LARGE_BYTES = 50_000
const SEED = {
  buckets: [{ Bucket: 'then' }],
  objects: [
    { Bucket: 'then', Key: 'small/%05d', count: SMALL, text: 'small' },
    { Bucket: 'then', Key: 'large/%05d', count: LARGE, text: 'x'.repeat(LARGE_BYTES) },
  ],
}

describe('SIGKILL and snapshots', () => {
  seededTest('in the middle of a restore leaves the old state or the new one', async (t, random) => {
    const world = await openWorld(t)
    await world.post('seeds', SEED)
    const takenIn = await timed(() => world.post('snapshots', { name: 'then' }))
    let restored = 0
    for (let death = 0; death < DEATHS; death++) {
      await world.put('/now')
      await world.put('/now/k')
      // The state to come shares its bodies with the snapshot: they must outlive the one that goes.
      await world.remove('/then/large/00000')
      await world.dyingAfter(random.below(takenIn * 2), () => world.post('snapshots/then/restore'))
      const isNow = (await world.status('/now/k')) === 200
      if (!isNow) restored += 1
      assert.deepEqual(await world.buckets(), isNow ? ['now', 'then'] : ['then'])
      assert.equal(await world.status('/then/large/00000'), isNow ? 404 : 200)
      await world.isWhole(isNow ? 1 : 0)
      assert.deepEqual(await world.snapshots(), ['then'])
      await world.post('snapshots/then/restore')
      await world.isWhole(0)
      assert.deepEqual(await world.buckets(), ['then'])
    }
    figure(t, 'Restores ended by SIGKILL', `${DEATHS}, of which ${restored} had come about`)
  })

  seededTest('in the middle of taking or deleting one leaves a whole snapshot or none', async (t, random) => {
    const world = await openWorld(t)
    await world.post('seeds', SEED)
    const takenIn = await timed(() => world.post('snapshots', { name: 'first' }))
    let taken = 0
    for (let death = 0; death < DEATHS; death++) {
      await world.dyingAfter(random.below(takenIn * 2), () => world.post('snapshots', { name: 'next' }))
      const isTaken = (await world.snapshots()).length === 2
      if (isTaken) taken += 1
      await world.isWhole(0)
      await world.post(`snapshots/${isTaken ? 'next' : 'first'}/restore`)
      await world.isWhole(0)
      if (isTaken) await world.dyingAfter(random.below(10), () => world.drop('snapshots/next'))
      if ((await world.snapshots()).includes('next')) await world.drop('snapshots/next')
      assert.deepEqual(await world.snapshots(), ['first'])
    }
    figure(t, 'Snapshots ended by SIGKILL', `${DEATHS}, of which ${taken} were there`)
  })
})

async function openWorld(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'survival-snapshots-'))
  const data = join(folder, 'data')
  const port = await keptPort()
  let server: ServerProcess = await spawnServer(data, { args: ['--log', 'off'], port })
  t.after(async () => {
    await server.end('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })
  const send = async (method: string, path: string, body?: unknown): Promise<Response> => {
    const json =
      body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
    return fetch(server.url + path, { method, ...json })
  }
  const well = async (sending: Promise<Response>): Promise<string> => {
    const answer = await sending
    const text = await answer.text()
    assert.ok(answer.ok, text)
    return text
  }
  return {
    post: (path: string, body?: unknown) => well(send('POST', `/_emulator/${path}`, body)),
    drop: (path: string) => well(send('DELETE', `/_emulator/${path}`)),
    put: (path: string) => well(send('PUT', path)),
    remove: (path: string) => well(send('DELETE', path)),
    async status(path: string) {
      const answer = await send('HEAD', path)
      return answer.status
    },
    async buckets() {
      const text = await well(send('GET', '/'))
      return [...text.matchAll(/<Bucket>.*?<Name>(.*?)<\/Name>/gs)].map(([, name]) => name)
    },
    async snapshots() {
      const { snapshots } = JSON.parse(await well(send('GET', '/_emulator/snapshots'))) as {
        snapshots: readonly { readonly name: string }[]
      }
      return snapshots.map(({ name }) => name)
    },
    /** Dies so many milliseconds after the work has begun, and starts again. */
    async dyingAfter(ms: number, work: () => Promise<unknown>) {
      const worked = work().catch(() => undefined)
      await pause(ms)
      await server.end('SIGKILL')
      await worked
      server = await spawnServer(data, { args: ['--log', 'off'], port })
    },
    /** All bodies are there but so many large ones, and nothing lies about. */
    async isWhole(missing: number) {
      const large = await Promise.all(
        Array.from({ length: LARGE }, async (_, number) => {
          const answer = await send('GET', `/then/large/${String(number).padStart(5, '0')}`)
          return answer.ok ? (await answer.text()).length : 0
        }),
      )
      assert.equal(large.filter((bytes) => bytes === LARGE_BYTES).length, LARGE - missing)
      const { status } = await send('HEAD', `/then/small/${String(SMALL - 1).padStart(5, '0')}`)
      assert.equal(status, 200)
      assert.deepEqual(readdirSync(data).filter((name) => name === 'coming' || name.startsWith('state-')).length, 1)
      assert.ok(readdirSync(join(data, 'snapshots')).every((name) => /^snapshot-\d+$/.test(name)))
    },
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return Math.ceil(performance.now() - began)
}
