import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { reportManifestChecksum, reportManifestJson } from '../../../worker/report/manifest-json.ts'
import { reportKeys } from '../../../worker/report/report-keys.ts'

const jobId = '93735294-df46-44d5-8638-6356f335324e'
const input = {
  jobId,
  bucket: 'demo-reports',
  prefix: 'out',
  createdAt: Date.UTC(2025, 6, 20, 21, 18, 22, 395),
  files: [
    { status: 'succeeded', part: 1, md5: 'cfa919616729e5943bac35f9570fe0dc' },
    { status: 'failed', part: 1, md5: '8832ef888a731dc49aa66dd67cba7e6b' },
  ],
} as const

describe("the report's manifest.json", () => {
  test('is the golden one, member for member', () => {
    const golden = readFileSync(
      new URL('../../../fixtures/reports/worked-example-manifest.json', import.meta.url),
      'utf8',
    )
    assert.equal(reportManifestJson(input), golden)
  })

  test('names the two code columns in the wrong order, as AWS does', () => {
    const { ReportSchema } = JSON.parse(reportManifestJson(input)) as { ReportSchema: string }
    assert.equal(ReportSchema, 'Bucket, Key, VersionId, TaskStatus, ErrorCode, HTTPStatusCode, ResultMessage')
  })

  test('has a creation date with nanoseconds', () =>
    assert.match(reportManifestJson(input), /"ReportCreationDate":"2025-07-20T21:18:22\.395\d{6}Z"/))

  test('lists nothing when there is no result file', () =>
    assert.match(reportManifestJson({ ...input, files: [] }), /"Results":\[\]/))

  test('has a checksum of lower-case hex without a line break', () =>
    assert.equal(reportManifestChecksum('{}'), '99914b932bd37a50b983c5e7c90ae93b'))
})

describe('the keys of a report', () => {
  test('begin with the prefix', () => {
    const keys = reportKeys(jobId, 'out')
    assert.equal(keys.manifest, `out/job-${jobId}/manifest.json`)
    assert.equal(keys.manifestChecksum, `out/job-${jobId}/manifest.json.md5`)
    assert.match(keys.results('failed', 1), new RegExp(`^out/job-${jobId}/results/[0-9a-f]{40}\\.csv$`))
  })

  test('begin with the job without a prefix', () => {
    assert.equal(reportKeys(jobId, undefined).manifest, `job-${jobId}/manifest.json`)
    assert.equal(reportKeys(jobId, '').manifest, `job-${jobId}/manifest.json`)
  })

  test('keep both slashes behind a prefix that ends in one', () =>
    assert.equal(reportKeys(jobId, 'out/').manifest, `out//job-${jobId}/manifest.json`))

  test('differ by status and part, and are the same each time', () => {
    const keys = reportKeys(jobId, undefined)
    const all = [keys.results('failed', 1), keys.results('failed', 2), keys.results('succeeded', 1)]
    assert.equal(new Set(all).size, 3)
    assert.equal(reportKeys(jobId, undefined).results('failed', 2), all[1])
  })
})
