import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { test } from 'node:test'
import { openEngine, putManifest, REPORT, readReport } from '../../support/engine.ts'
import { makeBucket } from '../../support/local-store.ts'

test('the worked example of the reference comes out byte for byte, request ids aside', async () => {
  const engine = await openEngine()
  const { store } = engine
  await makeBucket(store, 'demo-src')
  await makeBucket(store, 'reports')
  await store.put('demo-src', 'a b.txt')
  await store.put('demo-src', 'photos/c.jpg')
  const manifest = await putManifest(store, 'demo-src,a%20b.txt\ndemo-src,photos/c.jpg\ndemo-src,missing.txt\n')

  const { id } = engine.create({ manifest, report: REPORT })
  const job = await engine.ends(id)

  assert.equal(engine.history(id), 'New Preparing Ready Active Completing Complete')
  assert.deepEqual([job.progress.total, job.progress.succeeded, job.progress.failed], [3, 2, 1])
  assert.deepEqual(job.failureReasons, [])
  assert.deepEqual(engine.errors, [])
  const report = await readReport(store, id)
  const index = JSON.parse(report.get('manifest.json') ?? '')
  const [good, bad] = index.Results
  assert.deepEqual([good.TaskExecutionStatus, bad.TaskExecutionStatus], ['succeeded', 'failed'])
  assert.equal(good.Bucket, 'reports')
  const textOf = (key: string) => report.get(key.slice(`out/job-${id}/`.length)) ?? ''
  assert.equal(good.MD5Checksum, 'cfa919616729e5943bac35f9570fe0dc')
  assert.equal(hash('md5', textOf(good.Key)), good.MD5Checksum)
  assert.equal(hash('md5', textOf(bad.Key)), bad.MD5Checksum)
  assert.equal(
    textOf(good.Key),
    'demo-src,a%20b.txt,,succeeded,200,,Successful\r\ndemo-src,photos/c.jpg,,succeeded,200,,Successful\r\n',
  )
  const masked = textOf(bad.Key).replace(
    /Request ID: [0-9A-Z]{16}; S3 Extended Request ID: [^;]+;/,
    'Request ID: EXAMPLE0REQUESTID; S3 Extended Request ID: ZXhhbXBsZQ==;',
  )
  assert.equal(hash('md5', masked), '8832ef888a731dc49aa66dd67cba7e6b')
  assert.equal(report.get('manifest.json.md5'), hash('md5', report.get('manifest.json') ?? ''))
  assert.equal(report.get('report.json'), report.get('manifest.json'))
  assert.equal(report.size, 5)
  assert.deepEqual((await store.store.reads.version({ bucket: 'demo-src', key: 'a b.txt' })).tags, [
    { key: 'seen', value: 'yes' },
  ])
  await engine.close()
})
