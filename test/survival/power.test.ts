import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, type TestContext } from 'node:test'
import { OWN_NAME } from '../support/own-names.ts'
import { ACCOUNT } from '../support/running-server.ts'
import { createDiskModel, type Leaves } from './power/disk-model.ts'
import { examine, type Found } from './power/examine.ts'
import { createExpectations, type Expectations } from './power/expectations.ts'
import { type RecordedRun, type RunSize, recordRun } from './power/recorded-run.ts'
import { resume } from './power/resume.ts'
import { either, figure } from './support/form.ts'
import { type Random, seededTest } from './support/random.ts'
import { spawnServer } from './support/server-process.ts'

const SIZE: RunSize = either(
  { uploaders: 3, uploads: 12, jobs: 2, rows: 1_500 },
  { uploaders: 4, uploads: 30, jobs: 3, rows: 4_000 },
)
const CUTS = either(25, 200)
/** A server takes most of a second to start: so many of the states are also given to one. */
const RESUMED = either(2, 15)
const LEAVES: readonly Leaves[] = ['nothing', 'some', 'all']

describe('a loss of power', { skip: process.platform !== 'linux' && 'the recorder is made for Linux' }, () => {
  seededTest('--sync full keeps what was acknowledged, whatever was not flushed', async (t, random) => {
    const run = await recordRun(t, random, 'full', SIZE)
    assert.deepEqual(strangeNames(run), [])
    await cutOften(t, random, run, (found, { keys, jobs, completed }, told) => {
      if (found === undefined) return assert.equal(keys.size, 0, told)
      assert.deepEqual(found.integrity, ['ok', 'ok'], told)
      assert.deepEqual(found.broken, [], told)
      assert.deepEqual(found.taskless, [], told)
      for (const [key, allowed] of keys) {
        assert.ok(
          allowed.has(found.uploads.get(key)?.etag),
          `${key} is what was acknowledged, or was sent since; ${told}`,
        )
      }
      for (const id of jobs) assert.ok(found.jobs.has(id), `job ${id} is there; ${told}`)
      for (const id of completed) {
        assert.equal(found.jobs.get(id), 'Complete', told)
        assert.ok(found.reports.has(`out/job-${id}/manifest.json`), told)
      }
    })
  })

  seededTest('--sync normal keeps the databases whole and what the system had written back', async (t, random) => {
    const run = await recordRun(t, random, 'normal', SIZE)
    await cutOften(t, random, run, (found, { settled }, told) => {
      if (found === undefined) return assert.equal(settled.size, 0, told)
      assert.deepEqual(found.integrity, ['ok', 'ok'], told)
      for (const [key, body] of settled) {
        const upload = found.uploads.get(key)
        // A newer version may have lost its body; what was there before may not.
        if (upload?.etag === body?.etag) assert.equal(upload?.digest, body?.digest, `${key}; ${told}`)
      }
    })
  })
})

/** Names that are none of the store's own, of files that were there for a moment too. */
function strangeNames({ root, changes }: RecordedRun): readonly string[] {
  const paths = changes.flatMap((change) =>
    'path' in change ? [change.path, ...('to' in change ? [change.to] : [])] : [],
  )
  const outside = paths.filter((path) => path !== root && !path.startsWith(`${root}/`))
  const names = paths.flatMap((path) => path.slice(root.length + 1).split('/'))
  return [...outside, ...new Set(names.filter((name) => name !== '' && !OWN_NAME.test(name)))]
}

type Check = (found: Found | undefined, expected: Expectations, told: string) => void

/** Cuts the power at random moments of a run and looks at what is left, in each of three degrees of bad luck. */
async function cutOften(
  t: TestContext,
  random: Random,
  { root, sync, changes }: RecordedRun,
  check: Check,
): Promise<void> {
  t.after(() => rmSync(dirname(root), { recursive: true, force: true, maxRetries: 5 }))
  const moments = Array.from({ length: CUTS }, () => random.below(changes.length + 1)).sort((a, b) => a - b)
  const disk = createDiskModel(root)
  const expected = createExpectations()
  let [at, states, resumed, early, broken] = [0, 0, 0, 0, 0]
  for (const [index, moment] of moments.entries()) {
    for (; at < moment; at++) {
      const change = changes[at]
      if (change === undefined) break
      if (change.kind !== 'note') disk.apply(change)
      else {
        const note = JSON.parse(change.text)
        expected.take(note)
        // What is flushed at every commit must not need the system's own care.
        if (note.kind === 'settled' && sync === 'normal') disk.settle()
      }
    }
    for (const leaves of LEAVES) {
      const data = mkdtempSync(join(tmpdir(), 's3control-local-cut-'))
      const told = `cut before change ${moment} of ${changes.length}, ${leaves} of the rest left`
      try {
        disk.cut(leaves, data, random)
        const found = examine(data)
        check(found, expected, told)
        states += 1
        if (found === undefined && early < RESUMED) {
          await startsAnew(data, sync, told)
          early += 1
        }
        if (found !== undefined && found.broken.length > 0 && broken < RESUMED) {
          await givesNoBroken(data, found.broken, told)
          broken += 1
        }
        const wanted = (resumed * CUTS) / RESUMED <= index
        if (!wanted || found === undefined || !isAtWork(found)) continue
        await checkResumed(data, sync, told)
        resumed += 1
      } finally {
        rmSync(data, { recursive: true, force: true })
      }
    }
  }
  figure(t, `power, ${sync}: changes of files on record`, changes.length)
  figure(t, `power, ${sync}: states of the disk looked at`, states)
  figure(t, `power, ${sync}: states from which jobs went on to their end`, resumed)
  figure(t, `power, ${sync}: states before the first commit, from which the server began anew`, early)
  if (sync === 'normal') figure(t, 'power, normal: states with damaged bodies, which were not given out', broken)
}

function isAtWork({ jobs }: Found): boolean {
  return [...jobs.values()].some((status) => status !== 'Complete')
}

/** Nothing had been stored yet: that must not look like a loss. */
async function startsAnew(data: string, sync: 'full' | 'normal', told: string): Promise<void> {
  const server = await spawnServer(data, { args: ['--sync', sync, '--threads', '1'] })
  assert.equal((await server.end('SIGTERM')).code, 0, told)
}

/** @param broken `bucket/key` of current or older versions whose bodies are not what was written */
async function givesNoBroken(data: string, broken: readonly string[], told: string): Promise<void> {
  const server = await spawnServer(data, { args: ['--sync', 'off', '--threads', '1'] })
  try {
    for (const path of broken) {
      const { status, headers, body } = await answerOf(`${server.url}/${path}`)
      const given = status === 200 && body !== undefined
      const whole = given && `"${hash('md5', body)}"` === headers.get('etag')
      // A body in parts has no MD5 for its ETag: it breaks off, or is refused.
      assert.ok(!given || whole, `${path} was given out though it is damaged; ${told}`)
    }
  } finally {
    await server.end('SIGKILL')
  }
}

/** Without a body where the answer broke off before its end. */
async function answerOf(url: string) {
  const response = await fetch(url, { headers: { authorization: `AWS ${ACCOUNT}:x` } })
  const body = await response.arrayBuffer().then(
    (bytes) => Buffer.from(bytes),
    () => undefined,
  )
  return { status: response.status, headers: response.headers, body }
}

/** With `full` every job ends well, each copy once; with `normal` a job may have lost its task file, and says so. */
async function checkResumed(data: string, sync: 'full' | 'normal', told: string): Promise<void> {
  for (const job of await resume(data)) {
    const shown = `${JSON.stringify(job)}; ${told}`
    if (sync === 'normal' && job.status === 'Failed') continue
    assert.equal(job.status, 'Complete', shown)
    assert.deepEqual([job.succeeded, job.failed], [SIZE.rows, 0], shown)
    if (sync === 'full') assert.equal(job.copies, SIZE.rows, shown)
  }
}
