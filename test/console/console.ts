/**
 * `npm run test:console`: walks through the console in a real browser, and lets pages that lie in buckets try to do what
 * only the console may. It needs Chromium or Chrome, so it is not part of `npm test`; without one it says so, and fails
 * where CI is set.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { after, before, describe, test } from 'node:test'
import { CreateBucketCommand, PutBucketVersioningCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { DescribeJobCommand } from '@aws-sdk/client-s3-control'
import { PATIENTLY } from '../../scripts/sdks/patiently.ts'
import { createJob } from '../support/create-job.ts'
import { makeJobWorld, putManifest, REPORT } from '../support/job-world.ts'
import { keptPort } from '../support/kept-port.ts'
import { ACCOUNT, testServer } from '../support/running-server.ts'
import { waitForJob } from '../support/wait-for-job.ts'
import { type Browser, findBrowser, type Page, startBrowser } from './browser.ts'

if (process.argv.includes('--install') && findBrowser() === undefined) {
  for (const args of [['update'], ['install', '--yes', '--no-install-recommends', 'chromium']]) {
    spawnSync('apt-get', [...PATIENTLY, ...args], { stdio: ['ignore', 'ignore', 'inherit'] })
  }
}
const program = findBrowser()
if (program === undefined) {
  console.log('console: skipped, no browser: install Chromium, or give its path as CHROMIUM')
  process.exit(process.env['CI'] === 'true' ? 1 : 0)
}

describe('the console of a server that verifies signatures', async () => {
  const credentials = [{ accessKeyId: ACCOUNT, secretAccessKey: 'test', account: ACCOUNT }]
  const { s3, control, url } = await testServer({ after }, { auth: 'sigv4', credentials })
  const Key = "it's (here)/at *last* & more+.txt"
  await makeJobWorld(s3, [Key])
  const Manifest = await putManifest(s3, [encodeURIComponent(Key)])
  const job = await createJob(control, { Manifest, ConfirmationRequired: true })
  await waitForJob(control, job, 'Suspended')

  test('asks for a key, says when it is the wrong one, and signs with the right one', async () => {
    const browser = await startBrowser(program)
    try {
      const page = await browser.open(`${url}/_emulator/console/#/jobs/${job}`)
      const signIn = async (id: string, secret: string): Promise<void> => {
        await page.until(`document.querySelector('.sign-in')`)
        await page.run(`{
          const [id, secret] = document.querySelectorAll('.sign-in input')
          id.value = ${JSON.stringify(id)}
          secret.value = ${JSON.stringify(secret)}
          document.querySelector('.sign-in button').click()
        }`)
      }
      await page.until(`document.body.innerText.includes('This server verifies signatures')`)
      await signIn(ACCOUNT, 'wrong')
      await page.until(`document.body.innerText.includes('SignatureDoesNotMatch')`)
      await signIn(ACCOUNT, 'test')
      await pressIn(page, 'Run job')
      await waitForJob(control, job, 'Complete')
      await page.run(`void (location.hash = ${JSON.stringify(`#/object/source?key=${encodeURIComponent(Key)}`)})`)
      await page.until(`document.body.innerText.includes('body of') && document.body.innerText.includes('seen')`)
      const href = await page.run<string>(`document.querySelector('a[download]').href`)
      assert.equal(await (await fetch(href)).text(), `body of ${Key}`)
    } finally {
      await browser.close()
    }
  })
})

describe('the console of a server that ends', () => {
  test('says so, and goes on by itself when it has been started again', async (t) => {
    const first = await testServer(t, { port: await keptPort() })
    const browser = await startBrowser(program)
    t.after(() => browser.close())
    const page = await browser.open(`${first.url}/_emulator/console/#/emulator`)
    await page.until(`document.querySelector('.clock').innerText !== ''`)
    await first.stop()
    await page.until(`document.body.innerText.includes('The emulator does not answer')`)
    const second = await testServer(t, { port: first.port })
    await page.until(`document.querySelector('#banner').hidden && document.querySelector('.clock')?.innerText`)
    await pressIn(page, 'Freeze')
    await page.until(`document.querySelector('main').innerText.includes('Frozen')`)
    assert.equal(second.clock.frozen, true)
  })
})

describe('the console in a browser', async () => {
  const server = await testServer({ after })
  const { s3, control, url } = server
  const keys = ['a', 'b', 'c']
  await makeJobWorld(s3, keys)
  const Manifest = await putManifest(s3, [...keys, 'missing'])
  const ended = await createJob(control, { Manifest, Report: REPORT, Description: 'a <b>bold</b> job' })
  await waitForJob(control, ended, 'Complete')
  const failed = await createJob(control, {
    Manifest: { ...Manifest, Location: { ...Manifest.Location, ETag: '0'.repeat(32) } } as typeof Manifest,
  })
  await waitForJob(control, failed, 'Failed')
  const waiting = await createJob(control, { Manifest, ConfirmationRequired: true })
  await waitForJob(control, waiting, 'Suspended')

  let browser: Browser
  let page: Page
  before(async () => {
    browser = await startBrowser(program)
    page = await browser.open(`${url}/_emulator/console/`)
    await keepNotices(page)
  })
  after(() => browser.close())
  const see = (text: string): Promise<void> =>
    page.until(`document.querySelector('main').innerText.includes(${JSON.stringify(text)})`)
  const goTo = (place: string): Promise<void> => page.run(`void (location.hash = ${JSON.stringify(place)})`)
  const press = (text: string, within?: string): Promise<void> => pressIn(page, text, within)
  const toldOnce = (text: string): Promise<void> => page.until(`noticed.includes(${JSON.stringify(text)})`)

  test('shows the jobs first, with what users wrote as text', async () => {
    await see('3 jobs')
    await see('a <b>bold</b> job')
    await see('3 of 4, 1 failed')
    assert.equal(await page.run(`document.querySelectorAll('main b b, td b').length`), 0)
  })

  test('shows only the jobs of a status', async () => {
    await page.until(`document.querySelector('[href="#/jobs?status=Failed"]')`)
    await page.run(`document.querySelector('[href="#/jobs?status=Failed"]').click()`)
    await page.until(`document.querySelectorAll('main tbody tr').length === 1`)
  })

  test('shows why a job failed', async () => {
    await goTo(`#/jobs/${failed}`)
    await see('Why it failed')
    const { Job } = await control.send(new DescribeJobCommand({ AccountId: ACCOUNT, JobId: failed }))
    await see(Job?.FailureReasons?.[0]?.FailureReason ?? 'no reason')
  })

  test('shows a job’s report with its rows', async () => {
    await goTo(`#/jobs/${ended}`)
    await see('Completion report')
    await see('NoSuchKey')
    await see(`out/job-${ended}/manifest.json`)
  })

  test('confirms a job, and shows how it ends', async () => {
    await goTo(`#/jobs/${waiting}`)
    await press('Run job')
    await see('3 of 4, 1 failed')
    await waitForJob(control, waiting, 'Complete')
    await page.until(`document.querySelector('h1 + .badge').innerText === 'Complete'`)
  })

  test('changes a priority, and cancels a job only after asking', async () => {
    const id = await createJob(control, { Manifest, ConfirmationRequired: true })
    await waitForJob(control, id, 'Suspended')
    await goTo(`#/jobs/${id}`)
    await page.until(
      `document.querySelector('#priority') && document.querySelector('h1 + .badge').innerText === 'Suspended'`,
    )
    await page.run(`document.querySelector('#priority').value = 77`)
    await press('Set', 'main')
    await page.until(
      `[...document.querySelectorAll('dt')].some((name) => name.innerText === 'Priority' && name.nextElementSibling.innerText === '77')`,
    )
    await press('Cancel job')
    await press('No, leave it', 'dialog')
    const { Job } = await control.send(new DescribeJobCommand({ AccountId: ACCOUNT, JobId: id }))
    assert.deepEqual([Job?.Status, Job?.Priority], ['Suspended', 77])
    await press('Cancel job')
    await press('Cancel the job', 'dialog')
    await waitForJob(control, id, 'Cancelled')
  })

  test('walks through buckets by prefix, to an object, its tags and its text', async () => {
    const Key = 'deep/../er/<i>%41 &ü.txt'
    await s3.send(
      new PutObjectCommand({
        Bucket: 'target',
        Key,
        Body: 'so it <b>begins</b>',
        Tagging: 'team=blue',
        Metadata: { from: 'here' },
      }),
    )
    await goTo('#/buckets')
    await press('target', 'main')
    await press('deep/', 'main')
    await press('../', 'main')
    await press('er/', 'main')
    await press('<i>%41 &ü.txt', 'main')
    for (const text of ['so it <b>begins</b>', 'team', 'blue', 'x-amz-meta-from', '19 bytes']) await see(text)
  })

  test('shows versions and delete markers', async () => {
    await s3.send(new CreateBucketCommand({ Bucket: 'versions' }))
    await s3.send(
      new PutBucketVersioningCommand({ Bucket: 'versions', VersioningConfiguration: { Status: 'Enabled' } }),
    )
    for (const Body of ['one', 'two']) await s3.send(new PutObjectCommand({ Bucket: 'versions', Key: 'k', Body }))
    await goTo('#/buckets/versions?versions=1')
    await page.until(`document.querySelectorAll('main tbody tr').length === 2`)
    await goTo('#/object/versions?key=k')
    await see('Latest')
    await see('two')
  })

  test('shows events as they happen', async () => {
    await goTo('#/events')
    await see(`Job ${ended}`)
    const id = await createJob(control, { Manifest })
    await see(`Job ${id}`)
  })

  test('adds a fault, says what is wrong with one, leaves itself alone, and takes it away', async () => {
    await goTo('#/faults')
    await press('GetObject slows down')
    await see('answers SlowDown')
    await goTo('#/object/versions?key=k')
    await see('two')
    assert.equal(server.faults.list()[0]?.met, 0)
    await goTo('#/faults')
    await press('Add', 'main form')
    await see('A fault does something')
    await press('Take away', 'main')
    await see('No faults')
    assert.deepEqual(server.faults.list(), [])
  })

  test('moves the clock', async () => {
    await goTo('#/emulator')
    await press('Freeze')
    await page.until(`document.querySelector('main').innerText.includes('Frozen')`)
    const before = server.clock.now()
    await press('+ 1 day')
    await page.until(`document.querySelector('main').innerText.includes('ahead of this machine')`)
    assert.equal(server.clock.now() - before, 86_400_000)
    await press('Back to this machine’s time')
    await see('as this machine has it')
    assert.equal(server.clock.frozen, false)
  })

  test('takes a snapshot, and brings it back after asking', async () => {
    await goTo('#/emulator')
    await page.until(`document.querySelector('#snapshot-name')`)
    await page.run(`document.querySelector('#snapshot-name').value = 'in-between'`)
    await press('Take a snapshot')
    await see('in-between')
    await s3.send(new CreateBucketCommand({ Bucket: 'came-since' }))
    await press('Bring back', 'main')
    await press('Bring it back', 'dialog')
    await toldOnce('Everything is as in in-between.')
    await goTo('#/buckets')
    await see('versions')
    await page.until(`!document.querySelector('main').innerText.includes('came-since')`)
  })

  test('a page that lies in a bucket can do none of this, whatever it tries', async () => {
    await s3.send(new CreateBucketCommand({ Bucket: 'evil' }))
    await s3.send(
      new PutObjectCommand({ Bucket: 'evil', Key: 'page.html', Body: '<p>evil</p>', ContentType: 'text/html' }),
    )
    const evil = await browser.open(`${url}/evil/page.html`)
    const tried = (path: string, init: object = {}): Promise<number> =>
      evil.run(`fetch(${JSON.stringify(path)}, ${JSON.stringify(init)}).then(({ status }) => status)`)
    assert.equal(await evil.run('location.origin'), url)
    for (const referrer of ['', `${url}/_emulator/console/`]) {
      assert.equal(await tried('/_emulator/reset', { method: 'POST', referrer }), 403)
      assert.equal(await tried('/_emulator/jobs', { referrer }), 403)
      assert.equal(await tried('/_emulator/faults', { method: 'DELETE', referrer }), 403)
      const headers = { 'x-amz-account-id': ACCOUNT }
      assert.equal(await tried('/v20180820/jobs', { headers, referrer }), 403)
    }
    const token = `/console-token" content="([^"]*)"/`
    assert.deepEqual(
      await evil.run(`fetch('/_emulator/console/').then((page) => page.text()).then((html) => ${token}.exec(html)[1])`),
      '',
    )
    assert.equal(
      await evil.run(`new Promise((done) => {
        const frame = document.createElement('iframe')
        frame.src = '/_emulator/console/'
        frame.onload = () => done(String(frame.contentDocument))
        document.body.append(frame)
      })`),
      'null',
      'a frame shows nothing',
    )
    await evil.run(`void (globalThis.opened = window.open('/_emulator/console/'))`)
    await evil.until('opened.closed')
    await assert.rejects(
      evil.run('opened.document.title'),
      /SecurityError/,
      'a window that it opens is out of its reach',
    )
    assert.equal(
      (await s3.send(new PutObjectCommand({ Bucket: 'evil', Key: 'still there', Body: 'x' }))).$metadata.httpStatusCode,
      200,
    )
  })

  test('resets after asking, and has not complained of anything on the way', async () => {
    await goTo('#/emulator')
    await press('Reset …')
    await press('Remove everything', 'dialog')
    await toldOnce('The emulator is empty, or as its seed has it.')
    await goTo('#/buckets')
    await see('No buckets yet')
    await goTo('#/jobs')
    await see('No jobs yet')
    // The browser tells of every answer that is no success; one fault was meant to be refused.
    assert.deepEqual(
      page.complaints.filter((text) => !text.includes('status of 400')),
      [],
    )
  })
})

async function pressIn(page: Page, text: string, within = 'body'): Promise<void> {
  const all = `[...document.querySelectorAll(${JSON.stringify(`${within} :is(button, a)`)})]`
  // A dialog that has been closed may still lie there unseen, with buttons of the same names.
  const found = `${all}.find((each) => each.checkVisibility() && each.innerText.trim() === ${JSON.stringify(text)})`
  // At once, as what is found may be another one a moment later.
  await page.until(`((button) => button !== undefined && (button.click(), true))(${found})`)
}

/** Notices pass away; here they are kept. */
async function keepNotices(page: Page): Promise<void> {
  await page.run(`{
    globalThis.noticed = []
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes) for (const { textContent } of addedNodes) noticed.push(textContent)
    }).observe(document.querySelector('#notices'), { childList: true })
  }`)
}
