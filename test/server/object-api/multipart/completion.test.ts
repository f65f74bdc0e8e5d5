import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import * as sdk from '@aws-sdk/client-s3'
import { testServer } from '../../../support/running-server.ts'
import { newBucket, refused } from '../support.ts'

const CRC32_OF_ABC = 'NSRBwg=='
const CRC32C_OF_ABC = 'Nks/tw=='
const SHA256_OF_ABC = 'ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0='

/** The refusals were recorded from AWS by others (LocalStack's `*.snapshot.json`), or told by suites that run against it. */
describe('what a completion says', async () => {
  const { s3 } = await testServer({ after })
  const Bucket = await newBucket(s3)
  const Key = 'k'
  const begin = async (input: Partial<sdk.CreateMultipartUploadCommandInput> = {}) => {
    const { UploadId } = await s3.send(new sdk.CreateMultipartUploadCommand({ Bucket, Key, ...input }))
    const checksum = input.ChecksumAlgorithm === undefined ? {} : { ChecksumAlgorithm: input.ChecksumAlgorithm }
    const upload = { Bucket, Key, UploadId }
    const { ETag } = await s3.send(new sdk.UploadPartCommand({ ...upload, PartNumber: 1, Body: 'abc', ...checksum }))
    return (part: sdk.CompletedPart = {}, headers: object = {}) => {
      const MultipartUpload = { Parts: [{ PartNumber: 1, ETag, ...part }] }
      return s3.send(new sdk.CompleteMultipartUploadCommand({ ...upload, MultipartUpload, ...headers }))
    }
  }

  test('names each part by number and tag', async () => {
    const complete = await begin()
    await refused(complete({ ETag: undefined }), 'MalformedXML', 400)
    await refused(complete({ PartNumber: undefined }), 'MalformedXML', 400)
    const { message } = await refused(complete({ PartNumber: 0 }), 'InvalidArgument', 400)
    assert.equal(message, 'PartNumber must be >= 1')
  })

  test('has one readable checksum a part at most, and one for the whole', async () => {
    const complete = await begin({ ChecksumAlgorithm: 'CRC32' })
    const value = async (part: sdk.CompletedPart) => (await refused(complete(part), 'InvalidArgument'))['ArgumentValue']
    assert.equal(await value({ ChecksumCRC32: 'nonsense' }), 'nonsense')
    const both = { ChecksumCRC32: CRC32_OF_ABC, ChecksumSHA256: SHA256_OF_ABC }
    assert.equal(await value(both), `CRC32:${CRC32_OF_ABC};SHA256:${SHA256_OF_ABC};`)
    const part = { ChecksumCRC32: CRC32_OF_ABC }
    const message = async (headers: object) => (await refused(complete(part, headers), 'InvalidRequest'))['message']
    assert.match(await message(both), /^Expecting a single x-amz-checksum- header/)
    assert.equal(await message({ ChecksumCRC32: 'nonsense' }), 'Value for x-amz-checksum-crc32 header is invalid.')
    assert.equal(await message({ ChecksumType: 'HALF' }), 'Value for x-amz-checksum-type header is invalid.')
    assert.match(await message({ MpuObjectSize: -1 }), /is less than zero: '-1'$/)
    await complete(part)
  })

  test("does not give a part another algorithm's checksum", async () => {
    const complete = await begin({ ChecksumAlgorithm: 'CRC32' })
    const { message } = await refused(complete({ ChecksumSHA256: SHA256_OF_ABC }), 'BadDigest', 400)
    assert.equal(message, 'The sha256 you specified for part 1 did not match what we received.')
  })

  test('gives no checksums of parts, and for the whole any, where the upload asked for none', async () => {
    const complete = await begin()
    await refused(complete({ ChecksumCRC32: CRC32_OF_ABC }), 'InvalidPart', 400)
    const { ChecksumCRC64NVME, ChecksumType } = await complete({}, { ChecksumCRC32C: `${CRC32C_OF_ABC}-2` })
    assert.ok(ChecksumCRC64NVME)
    assert.equal(ChecksumType, 'FULL_OBJECT')
  })

  test("says that the whole object's checksum is one, if it is", async () => {
    const complete = await begin({ ChecksumAlgorithm: 'CRC32C', ChecksumType: 'FULL_OBJECT' })
    const part = { ChecksumCRC32C: CRC32C_OF_ABC }
    const wrong = 'The crc32c you specified did not match the calculated checksum.'
    for (const headers of [part, { ChecksumCRC32: CRC32_OF_ABC, ChecksumType: 'FULL_OBJECT' } as const]) {
      assert.equal((await refused(complete(part, headers), 'BadDigest', 400))['message'], wrong)
    }
    const done = await complete(part, { ...part, ChecksumType: 'FULL_OBJECT' })
    assert.equal(done.ChecksumCRC32C, CRC32C_OF_ABC)
  })
})
