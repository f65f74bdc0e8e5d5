import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { JobFailed } from '../../../worker/job-failed.ts'
import { isGzipFile, parseInventoryManifest, verifyInventoryFile } from '../../../worker/manifest/inventory.ts'
import { entriesOf, prepareTexts, workFolder } from './work-folder.ts'

const folder = workFolder()
const fixture = (name: string) => readFileSync(new URL(`../../../fixtures/manifests/${name}`, import.meta.url), 'utf8')
const sample = fixture('inventory-manifest.json')
const changed = (changes: object) => JSON.stringify({ ...(JSON.parse(sample) as object), ...changes })

function failsWith(reason: string) {
  return (error: unknown) => {
    assert.ok(error instanceof JobFailed)
    assert.deepEqual([error.code, error.reason], ['InvalidManifestContent', reason])
    return true
  }
}

const wrongFormat = failsWith('Manifest file is not properly formatted')

describe('the manifest.json of an inventory report', () => {
  test('gives the columns, the data files and where they lie', () => {
    assert.deepEqual(parseInventoryManifest(sample), {
      fields: ['Bucket', 'Key', 'VersionId', 'Ignore', 'Ignore', 'Ignore', 'Ignore', 'Ignore', 'Ignore'],
      files: [
        {
          key: 'Inventory/amzn-s3-demo-source-bucket/2016-11-06T21-32Z/files/939c6d46-85a9-4ba8-87bd-9db705a579ce.csv.gz',
          size: 2147483647,
          md5: 'f11166069f1990abeb9c97ace9cdfabc',
        },
      ],
      destinationBucket: 'example-inventory-destination-bucket',
    })
  })

  test('may leave out sizes and checksums', () => {
    const { files } = parseInventoryManifest(changed({ files: [{ key: 'data.csv' }] }))
    assert.deepEqual(files, [{ key: 'data.csv', size: undefined, md5: undefined }])
  })

  for (const [schema, names] of [
    ['Key, Size', 'Bucket'],
    ['Bucket, Size', 'Key'],
    ['Size', 'Bucket, Key'],
  ] as const) {
    test(`without ${names} in its schema fails the job`, () =>
      assert.throws(
        () => parseInventoryManifest(changed({ fileSchema: schema })),
        failsWith(`Required fields are missing in the schema: ${names}`),
      ))
  }

  for (const [name, text] of [
    ['ORC', changed({ fileFormat: 'ORC' })],
    ['Parquet', changed({ fileFormat: 'Parquet' })],
    ['no format', changed({ fileFormat: undefined })],
    ['no files', changed({ files: undefined })],
    ['a file without a key', changed({ files: [{ size: 1 }] })],
    ['a size that is no number', changed({ files: [{ key: 'k', size: '1' }] })],
    ['no schema', changed({ fileSchema: undefined })],
    ['text that is no JSON', 'bucket,key\n'],
    ['JSON that is no object', '[]'],
  ] as const) {
    test(`with ${name} is refused`, () => assert.throws(() => parseInventoryManifest(text), wrongFormat))
  }
})

describe('inventory data files', () => {
  const content = Buffer.from(fixture('inventory-data.csv'))
  const md5 = createHash('md5').update(content).digest('hex')
  const path = join(folder, 'data.csv')
  writeFileSync(path, content)

  test('pass when size and MD5 are as said, or nothing is said', () => {
    verifyInventoryFile(path, { size: content.length, md5 })
    verifyInventoryFile(path, { size: undefined, md5: undefined })
  })

  test('fail the job when the size differs', () =>
    assert.throws(() => verifyInventoryFile(path, { size: content.length + 1, md5 }), wrongFormat))

  test('fail the job when the MD5 differs', () =>
    assert.throws(() => verifyInventoryFile(path, { size: content.length, md5: '0'.repeat(32) }), wrongFormat))

  test('are known as gzip by their first bytes', () => {
    const packed = join(folder, 'data.csv.gz')
    writeFileSync(packed, gzipSync(content))
    assert.deepEqual([isGzipFile(packed), isGzipFile(path)], [true, false])
  })

  for (const gzip of [true, false]) {
    test(`give entries, ${gzip ? 'packed' : 'plain'}, delete markers and empty versions among them`, async () => {
      const { fields } = parseInventoryManifest(sample)
      const plan = await prepareTexts(folder, [content], { fields, gzip })
      assert.deepEqual(
        entriesOf(plan!).map(({ key, versionId }) => [key, versionId]),
        [
          ['photos/"quoted",comma.jpg', 'null'],
          ['photos/2024/a b.jpg', 'v1'],
          ['photos/2024/c.jpg', ''],
        ],
      )
    })
  }
})
