/**
 * The process that takes inputs: `walk.ts TARGET SEED COUNT [aloud]` the seeds and so many mutations of them,
 * `walk.ts TARGET one NUMBER` a single one, `walk.ts TARGET file PATH` the bytes of a file.
 */
import { readFileSync, writeSync } from 'node:fs'
import { type Random, seededRandom } from '../support/random.ts'
import { type Corpus, corpusOf, numberAt } from './corpus.ts'
import type { Report } from './limits.ts'
import type { FuzzTarget } from './target.ts'
import { ALL_TARGETS, isTarget } from './targets/registry.ts'
import { startWatchdog, type Watchdog } from './watchdog.ts'

/** A walk ends after so many defects: they are mostly the same one. */
const MOST_DEFECTS = 20
const COLLECT_EVERY = 500

const [name = '', mode = '', argument = '', aloud] = process.argv.slice(2)
if (!isTarget(name)) throw new Error(`there is no target ${name}`)
const target: FuzzTarget = ALL_TARGETS[name]
const watchdog = startWatchdog()
const corpus = corpusOf(target)
if (mode === 'one') await takeNumber(target, corpus, watchdog, Number(argument))
else if (mode === 'file') await takeFile(target, watchdog, argument)
else await walk(target, corpus, watchdog, Number(mode), Number(argument))
await ended(target)

async function walk(
  target: FuzzTarget,
  corpus: Corpus,
  watchdog: Watchdog,
  seed: number,
  count: number,
): Promise<void> {
  const started = performance.now()
  let [accepted, slowestMs, slowestNumber, defects] = [0, 0, 0, 0]
  for (const { name, bytes } of corpus.seeds) {
    if (defects >= MOST_DEFECTS) break
    watchdog.begin(0)
    if ((await take(target, bytes, seededRandom(0), { number: undefined, seed: name })) === 'defect') defects++
    watchdog.done()
  }
  for (let index = 0; index < count && defects < MOST_DEFECTS; index++) {
    const number = numberAt(seed, index)
    if (aloud !== undefined) give({ kind: 'at', number })
    const { outcome, ms } = await takeNumber(target, corpus, watchdog, number)
    if (outcome === 'accepted') accepted++
    if (outcome === 'defect') defects++
    if (ms > slowestMs) [slowestMs, slowestNumber] = [ms, number]
    // What is measured are the inputs, not what has been left for the next collection.
    if (index % COLLECT_EVERY === 0) globalThis.gc?.()
  }
  const seconds = (performance.now() - started) / 1000
  const peakBytes = process.resourceUsage().maxRSS * 1024
  give({ kind: 'end', inputs: count + corpus.seeds.length, accepted, seconds, slowestMs, slowestNumber, peakBytes })
}

async function takeFile(target: FuzzTarget, watchdog: Watchdog, path: string): Promise<void> {
  const bytes = readFileSync(path)
  watchdog.begin(0)
  await take(target, bytes, seededRandom(0), { number: undefined, seed: path })
  watchdog.done()
}

/** What it has started ends, and is looked at once more. */
async function ended(target: FuzzTarget): Promise<void> {
  try {
    await target.end?.()
  } catch (error) {
    give({ kind: 'defect', number: undefined, seed: 'all of them together', error: String(error) })
  }
}

type Outcome = 'accepted' | 'refused' | 'defect'

async function takeNumber(
  target: FuzzTarget,
  corpus: Corpus,
  watchdog: Watchdog,
  number: number,
): Promise<{ readonly outcome: Outcome; readonly ms: number }> {
  const { input, random } = corpus.input(number)
  watchdog.begin(number)
  const outcome = await take(target, input, random, { number })
  return { outcome, ms: watchdog.done() }
}

async function take(
  target: FuzzTarget,
  input: Buffer,
  random: Random,
  of: { readonly number: number | undefined; readonly seed?: string },
): Promise<Outcome> {
  try {
    const running = target.run(input, random)
    if (running !== undefined) await running
    return 'accepted'
  } catch (error) {
    if (target.isRefusal(error)) return 'refused'
    give({ kind: 'defect', ...of, error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
    return 'defect'
  }
}

function give(report: Report): void {
  writeSync(1, `${JSON.stringify(report)}\n`)
}
