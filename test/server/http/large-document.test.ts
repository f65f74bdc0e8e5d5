import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { decodeAnySize } from '../../../server/http/document/decode-large.ts'
import { objectOperation } from '../../../server/protocol/operations.ts'
import { parseQuery } from '../../../server/protocol/query.ts'

const operation = objectOperation('CompleteMultipartUpload')

function decode(body: string): Record<string, unknown> | Promise<Record<string, unknown>> {
  const wire = {
    labels: { Bucket: 'b', Key: 'k' },
    query: parseQuery('uploadId=u'),
    headers: {},
    body: Buffer.from(body),
  }
  return decodeAnySize(operation, wire, 'uploadId=u')
}

const parts = (count: number): string =>
  `<CompleteMultipartUpload>${Array.from({ length: count }, (_, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>&quot;${'a'.repeat(32)}&quot;</ETag></Part>`).join('')}</CompleteMultipartUpload>`

describe('a large document', () => {
  test('is decoded like a small one, but elsewhere', async () => {
    const small = decode(parts(1))
    assert.ok(!(small instanceof Promise))
    const large = decode(parts(10_000))
    assert.ok(large instanceof Promise)
    const { MultipartUpload, UploadId, Key } = (await large) as {
      MultipartUpload: { Parts: unknown[] }
      UploadId: string
      Key: string
    }
    assert.equal(MultipartUpload.Parts.length, 10_000)
    assert.deepEqual(
      MultipartUpload.Parts[0],
      (small as unknown as { MultipartUpload: { Parts: unknown[] } }).MultipartUpload.Parts[0],
    )
    assert.deepEqual([UploadId, Key], ['u', 'k'])
  })

  test('is refused like a small one', async () => {
    await assert.rejects(async () => decode(`${parts(2_000)}<x>`), { name: 'ProtocolError', code: 'MalformedXML' })
  })
})
