import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import {
  algorithmOfHeader,
  CHECKSUM_ALGORITHMS,
  type ChecksumAlgorithm,
  type CrcAlgorithm,
  checksumHeaderName,
  decodeChecksum,
  digestBytes,
  parseAlgorithm,
} from '../../../../db/model/checksum/algorithm.ts'
import { defaultMultipartChecksumType, multipartChecksumTypes } from '../../../../db/model/checksum/checksum-type.ts'
import { combineCrc } from '../../../../db/model/checksum/combine.ts'
import { compositeChecksum } from '../../../../db/model/checksum/composite.ts'
import { checksumOf, createHasher } from '../../../../db/model/checksum/hasher.ts'

const ascii = (text: string): Uint8Array => Buffer.from(text)
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/** The check values of the CRC catalogue and of RFC 1321, FIPS 180-4 and the xxHash reference for `123456789`/``. */
const CHECK: Readonly<Record<ChecksumAlgorithm, string>> = {
  CRC32: 'cbf43926',
  CRC32C: 'e3069283',
  CRC64NVME: 'ae8b14860a799888',
  MD5: '25f9e794323b453885f5181f1b624d0b',
  SHA1: 'f7c3bc1d808e04732adf679965ccc34ca7ae3441',
  SHA256: '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225',
  SHA512:
    'd9e6762dd1c8eaf6d61b3c6192fc408d4d6d5f1176d0c29169bc24e71c3f274ad27fcd5811b313d681f7e55ec02d73d499c95455b6b5bb503acf574fba8ffe85',
  XXHASH64: '8cb841db40e6ae83',
  XXHASH3: '',
  XXHASH128: '',
}

/** The xxHash reference values of the empty input with seed 0. */
const EMPTY: Partial<Record<ChecksumAlgorithm, string>> = {
  XXHASH64: 'ef46db3751d8e999',
  XXHASH3: '2d06800538d394c2',
  XXHASH128: '99aa06d3014798d86001c324468d497f',
  CRC64NVME: '0000000000000000',
  CRC32C: '00000000',
}

describe('checksums', () => {
  for (const algorithm of CHECKSUM_ALGORITHMS) {
    test(`${algorithm} gives its published values`, async () => {
      if (CHECK[algorithm] !== '') assert.equal(hex(await checksumOf(algorithm, ascii('123456789'))), CHECK[algorithm])
      const empty = EMPTY[algorithm]
      if (empty !== undefined) assert.equal(hex(await checksumOf(algorithm, ascii(''))), empty)
      assert.equal((await checksumOf(algorithm, ascii('x'))).length, digestBytes(algorithm))
    })

    test(`${algorithm} does not depend on how the bytes are cut into chunks`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.nat(300), fc.nat(300), async (bytes, a, b) => {
          const [first, second] = a < b ? [a, b] : [b, a]
          const hasher = await createHasher(algorithm)
          for (const piece of [bytes.subarray(0, first), bytes.subarray(first, second), bytes.subarray(second)]) {
            hasher.update(piece)
          }
          assert.equal(hex(hasher.digest()), hex(await checksumOf(algorithm, bytes)))
        }),
        { numRuns: 40 },
      )
    })
  }

  test('the values clients put on the wire for "hello" and "file body" come out', () => {
    const base64 = (algorithm: 'CRC32' | 'CRC32C' | 'CRC64NVME', text: string): string =>
      Buffer.from(checksumOf(algorithm, ascii(text))).toString('base64')
    assert.equal(base64('CRC32', 'hello'), 'NhCmhg==')
    assert.equal(base64('CRC32C', 'hello'), 'mnG7TA==')
    assert.equal(base64('CRC64NVME', 'hello'), 'M3eFcAZSQlc=')
    assert.equal(base64('CRC32', 'file body'), 'KdYUwg==')
  })
})

describe('joining CRCs', () => {
  for (const algorithm of ['CRC32', 'CRC32C', 'CRC64NVME'] as readonly CrcAlgorithm[]) {
    test(`${algorithm} of two joined sides equals the one over all bytes`, () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ maxLength: 200 }), (left, right) => {
          const joined = combineCrc(algorithm, checksumOf(algorithm, left), checksumOf(algorithm, right), right.length)
          assert.equal(hex(joined), hex(checksumOf(algorithm, Buffer.concat([left, right]))))
        }),
        { numRuns: 100 },
      )
    })
  }

  test('a right side beyond 4 GiB still counts all its bytes', () => {
    const zeros = combineCrc('CRC64NVME', checksumOf('CRC64NVME', ascii('a')), new Uint8Array(8), 2 ** 40)
    const halves = [2 ** 39, 2 ** 39].reduce<Uint8Array>(
      (left, length) => combineCrc('CRC64NVME', left, new Uint8Array(8), length),
      checksumOf('CRC64NVME', ascii('a')),
    )
    assert.equal(hex(zeros), hex(halves))
  })
})

describe('names and types', () => {
  test('an algorithm is known by name and by header in any case', () => {
    assert.equal(parseAlgorithm('crc32c'), 'CRC32C')
    assert.equal(parseAlgorithm('CRC16'), undefined)
    assert.equal(checksumHeaderName('CRC64NVME'), 'x-amz-checksum-crc64nvme')
    assert.equal(algorithmOfHeader('X-Amz-Checksum-SHA256'), 'SHA256')
    assert.equal(algorithmOfHeader('x-amz-checksum-type'), undefined)
  })

  test('a checksum value must be strict base64 of the right length', () => {
    assert.equal(hex(decodeChecksum('CRC32', 'NhCmhg==')!), '3610a686')
    for (const wrong of ['NhCmhg', 'NhCmhg=', '????', '', 'NhCmhgA=', 'NhCm hg==']) {
      assert.equal(decodeChecksum('CRC32', wrong), undefined)
    }
  })

  test('digests are composite only, CRC64NVME is of the full object only', () => {
    assert.deepEqual(multipartChecksumTypes('SHA256'), ['COMPOSITE'])
    assert.deepEqual(multipartChecksumTypes('CRC64NVME'), ['FULL_OBJECT'])
    assert.deepEqual(multipartChecksumTypes('CRC32'), ['COMPOSITE', 'FULL_OBJECT'])
    assert.equal(defaultMultipartChecksumType('CRC32C'), 'COMPOSITE')
    assert.equal(defaultMultipartChecksumType('CRC64NVME'), 'FULL_OBJECT')
  })

  test('a composite checksum is the checksum of the digests with the number of parts', async () => {
    const parts = [checksumOf('SHA256', ascii('a')), checksumOf('SHA256', ascii('b'))]
    const expected = Buffer.from(checksumOf('SHA256', Buffer.concat(parts))).toString('base64')
    assert.equal(compositeChecksum('SHA256', parts), `${expected}-2`)
    assert.match(await compositeChecksum('XXHASH3', [new Uint8Array(8)]), /^[\w+/]{11}=-1$/)
  })
})
