import { atMost, type Finding } from '../findings.ts'
import { latenciesOf } from '../load/latencies.ts'
import type { Measurement } from '../measurement.ts'
import { ask } from '../product/request.ts'
import { onStore } from '../product/with-store.ts'
import { OBJECTS, objectKey } from '../store/bench-keys.ts'

/** One request after the other, as a program does that pages through a bucket. */
export const listings: Measurement = {
  name: 'listings',
  measure(bench) {
    const objects = bench.quick ? 300_000 : 1_000_000
    const times = bench.quick ? 100 : 500
    return onStore(bench, objects, 'listings', async function* (store): AsyncGenerator<Finding> {
      const [plainPages, rolledUp] = await store.product(async ({ url }) => {
        const list = `${url}/${OBJECTS}?list-type=2&max-keys=1000`
        const anywhere = (turn: number): string => {
          const after = objectKey(Math.floor((turn * 7_919_317) % (objects * 0.9)))
          return `${list}&start-after=${encodeURIComponent(after)}`
        }
        const prefix = encodeURIComponent('data/dt=2026-01-01/')
        return [
          await timed(times, anywhere, '<Contents>'),
          await timed(times, () => `${list}&delimiter=%2F&prefix=${prefix}`, '<CommonPrefixes>'),
        ] as const
      })
      const what = 'ListObjectsV2'
      const of = `${objects.toLocaleString('en-US')} keys in the bucket`
      yield atMost(
        {
          what,
          case: `p99 of a page of 1,000 keys; ${of}`,
          value: plainPages.p99,
          unit: 'ms',
          detail: { ...plainPages },
        },
        10,
      )
      yield atMost(
        {
          what,
          case: `p99 of a page of common prefixes over all of them; ${of}`,
          value: rolledUp.p99,
          unit: 'ms',
          detail: { ...rolledUp },
        },
        50,
      )
    })
  },
}

async function timed(times: number, urlOf: (turn: number) => string, expected: string) {
  const took: number[] = []
  for (let turn = -WARM_UP; turn < times; turn++) {
    const url = urlOf(turn + WARM_UP)
    const began = performance.now()
    const { text } = await ask(url)
    if (turn >= 0) took.push(performance.now() - began)
    if (!text.includes(expected)) throw new Error(`no ${expected} in ${text.slice(0, 200)}`)
  }
  return latenciesOf(took)
}

const WARM_UP = 50
