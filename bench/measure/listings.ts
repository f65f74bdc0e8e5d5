import { atMost, type Finding } from '../findings.ts'
import { runOneByOne } from '../load/one-by-one.ts'
import type { Measurement } from '../measurement.ts'
import { ask } from '../product/request.ts'
import { onStore } from '../product/with-store.ts'
import { ACCOUNT, OBJECTS, objectKey } from '../store/bench-keys.ts'

/** One request after the other, as a program does that pages through a bucket. */
export const listings: Measurement = {
  name: 'listings',
  measure(bench) {
    const objects = bench.quick ? 300_000 : 1_000_000
    const times = bench.quick ? 100 : 500
    return onStore(bench, objects, 'listings', async function* (store): AsyncGenerator<Finding> {
      const [plainPages, rolledUp] = await store.product(async ({ url }) => {
        const list = `/${OBJECTS}?list-type=2&max-keys=1000`
        const anywhere = Array.from({ length: times }, (_, turn) => {
          const after = objectKey(Math.floor((turn * 7_919_317) % (objects * 0.9)))
          return `${list}&start-after=${encodeURIComponent(after)}`
        })
        const prefix = encodeURIComponent('data/dt=2026-01-01/')
        return [
          await timed(url, anywhere, times, ['Contents', 1_000]),
          await timed(url, [`${list}&delimiter=%2F&prefix=${prefix}`], times, ['CommonPrefixes', objects / 1_000]),
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

/** @param elements of which each answer must have so many, which is looked at before it is measured */
async function timed(
  url: string,
  paths: readonly string[],
  times: number,
  elements: readonly [name: string, count: number],
) {
  const [name, count] = elements
  const { text } = await ask(`${url}${paths[0]}`)
  const found = text.split(`<${name}>`).length - 1
  if (found !== count) throw new Error(`${found} instead of ${count} ${name} in ${text.slice(0, 200)}`)
  return runOneByOne({ url, paths, times, headers: { 'x-amz-account-id': ACCOUNT } })
}
