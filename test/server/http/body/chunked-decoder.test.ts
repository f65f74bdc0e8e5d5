import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { type ChunkedBodyRules, createChunkedDecoder } from '../../../../server/http/body/chunked-decoder.ts'
import { codeOf } from '../../auth/aws-examples.ts'

const UNSIGNED: ChunkedBodyRules = { signed: false, trailers: true, objectLength: undefined, minChunkBytes: 0 }
const SIGNED: ChunkedBodyRules = { signed: true, trailers: false, objectLength: undefined, minChunkBytes: 0 }
const SIGNED_TRAILER: ChunkedBodyRules = { ...SIGNED, trailers: true }

interface Decoded {
  readonly object: Buffer
  readonly trailers: Readonly<Record<string, string>>
}

function decode(rules: ChunkedBodyRules, pieces: readonly (string | Uint8Array)[]): Decoded {
  const decoder = createChunkedDecoder(rules)
  const out: Uint8Array[] = []
  for (const piece of pieces) decoder.push(typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece, out)
  const trailers = Object.fromEntries(decoder.end())
  return { object: Buffer.concat(out), trailers }
}

/** Bodies captured from clients (clients.md, appendix A.2), with the rules their headers give. */
const CAPTURES: Readonly<
  Record<string, readonly [ChunkedBodyRules, string, string, Readonly<Record<string, string>>]>
> = {
  'JS v3 stream': [
    { ...UNSIGNED, objectLength: 9 },
    '9\r\nfile body\r\n0\r\nx-amz-checksum-crc32:KdYUwg==\r\n\r\n',
    'file body',
    { 'x-amz-checksum-crc32': 'KdYUwg==' },
  ],
  pyarrow: [
    { ...UNSIGNED, objectLength: 5 },
    '5\r\nhello\r\n0\r\nx-amz-checksum-crc64nvme:M3eFcAZSQlc=\r\n\r\n',
    'hello',
    { 'x-amz-checksum-crc64nvme': 'M3eFcAZSQlc=' },
  ],
  'minio-go': [
    { ...SIGNED, objectLength: 5 },
    `5;chunk-signature=${'6b55'.repeat(16)}\r\nhello\r\n0;chunk-signature=${'96ce'.repeat(16)}\r\n\r\n`,
    'hello',
    {},
  ],
  'a signed trailer': [
    { ...SIGNED_TRAILER, objectLength: 10 },
    `A;chunk-signature=${'ab'.repeat(32)}\r\n\r\n0\r\n\r\n\r\n!\r\n0;chunk-signature=${'cd'.repeat(32)}\r\nX-Amz-Checksum-CRC32C: sOO8/Q== \r\nx-amz-trailer-signature:${'ef'.repeat(32)}\r\n\r\n`,
    '\r\n0\r\n\r\n\r\n!',
    { 'x-amz-checksum-crc32c': 'sOO8/Q==' },
  ],
}

describe('bodies captured from clients', () => {
  for (const [name, [rules, body, object, trailers]] of Object.entries(CAPTURES)) {
    const bytes = Buffer.from(body, 'latin1')

    test(`${name} gives the object and the trailers`, () => {
      assert.deepEqual(decode(rules, [bytes]), { object: Buffer.from(object), trailers })
    })

    test(`${name} gives the same when cut in two at any byte, and when it comes byte by byte`, () => {
      for (let at = 0; at <= bytes.length; at++) {
        assert.equal(decode(rules, [bytes.subarray(0, at), bytes.subarray(at)]).object.toString(), object)
      }
      const single = [...bytes].map((byte) => Uint8Array.of(byte))
      assert.deepEqual(decode(rules, single), { object: Buffer.from(object), trailers })
    })

    test(`${name} is refused when it ends after any byte but the last`, () => {
      for (let at = 0; at < bytes.length; at++) {
        assert.equal(
          codeOf(() => decode(rules, [bytes.subarray(0, at)])),
          'IncompleteBody',
          `cut at ${at}`,
        )
      }
    })

    test(`${name} is refused when anything follows`, () => {
      assert.notEqual(
        codeOf(() => decode(rules, [bytes, 'x'])),
        'no error',
      )
      assert.notEqual(
        codeOf(() => decode(rules, [bytes, '\r\n'])),
        'no error',
      )
    })
  }
})

describe('any object, in any chunks, in any buffers', () => {
  const bodies = fc.record({
    chunks: fc.array(fc.uint8Array({ minLength: 1, maxLength: 60 }), { maxLength: 6 }),
    cuts: fc.array(fc.nat(400), { maxLength: 12 }),
    signed: fc.boolean(),
    upper: fc.boolean(),
  })
  test('comes out as it was', () => {
    fc.assert(
      fc.property(bodies, ({ chunks, cuts, signed, upper }) => {
        const extension = signed ? `;chunk-signature=${'0a'.repeat(32)}` : ''
        const size = (length: number): string => {
          const hex = length.toString(16)
          return upper ? hex.toUpperCase().padStart(4, '0') : hex
        }
        const body = Buffer.concat([
          ...chunks.flatMap((data) => [Buffer.from(`${size(data.length)}${extension}\r\n`), data, Buffer.from('\r\n')]),
          Buffer.from(`0${extension}\r\n\r\n`),
        ])
        const ends = [0, ...cuts.filter((cut) => cut < body.length).sort((a, b) => a - b), body.length]
        const pieces = ends.slice(1).map((end, index) => body.subarray(ends[index], end))
        const object = Buffer.concat(chunks)
        const rules = { ...(signed ? SIGNED : UNSIGNED), objectLength: object.length }
        assert.deepEqual(decode(rules, pieces).object, object)
      }),
    )
  })

  test('a large chunk is handed on as views, not copies', () => {
    const piece = Buffer.alloc(65536, 1)
    const decoder = createChunkedDecoder(UNSIGNED)
    const out: Uint8Array[] = []
    decoder.push(Buffer.from('100000\r\n'), out)
    for (let index = 0; index < 16; index++) decoder.push(piece, out)
    assert.ok(out.every((view) => view.buffer === piece.buffer))
  })
})

describe('chunk lines that are not quite right', () => {
  const good = ';chunk-signature=00'
  const wrong: Readonly<Record<string, readonly [ChunkedBodyRules, string]>> = {
    'a size that is no hex number': [UNSIGNED, 'g\r\nx\r\n0\r\n\r\n'],
    'a negative size': [UNSIGNED, '-1\r\nx\r\n0\r\n\r\n'],
    'no size': [UNSIGNED, '\r\nx\r\n0\r\n\r\n'],
    'a blank in front of the size': [UNSIGNED, ' 1\r\nx\r\n0\r\n\r\n'],
    'a bare LF after the size': [UNSIGNED, '1\nx\r\n0\r\n\r\n'],
    'a bare LF after the data': [UNSIGNED, '1\r\nx\n0\r\n\r\n'],
    'more data than the size says': [UNSIGNED, '1\r\nxy\r\n0\r\n\r\n'],
    'less data than the size says': [UNSIGNED, '3\r\nx\r\n0\r\n\r\n'],
    'a signature where none is announced': [UNSIGNED, `1${good}\r\nx\r\n0${good}\r\n\r\n`],
    'an unknown extension': [SIGNED, '1;chunk-extension=00\r\nx\r\n0;chunk-extension=00\r\n\r\n'],
    'no signature where one is announced': [SIGNED, '1\r\nx\r\n0\r\n\r\n'],
    'a chunk line without end': [UNSIGNED, '0'.repeat(100_000)],
    'a size beyond all numbers': [{ ...UNSIGNED, objectLength: 5 }, 'ffffffffffffffff\r\n'],
    'more than the announced length': [{ ...UNSIGNED, objectLength: 1 }, '2\r\nxy\r\n0\r\n\r\n'],
    'less than the announced length': [{ ...UNSIGNED, objectLength: 3 }, '2\r\nxy\r\n0\r\n\r\n'],
  }
  for (const [name, [rules, body]] of Object.entries(wrong)) {
    test(`${name} is refused`, () =>
      assert.equal(
        codeOf(() => decode(rules, [body])),
        'IncompleteBody',
      ))
  }

  test('a chunk under 8 KiB is taken as the last one only', () => {
    const rules = { ...UNSIGNED, minChunkBytes: 8192 }
    const large = `2000\r\n${'x'.repeat(8192)}\r\n`
    assert.equal(decode(rules, [large, '1\r\nx\r\n', '0\r\n\r\n']).object.length, 8193)
    assert.equal(
      codeOf(() => decode(rules, ['1\r\nx\r\n', large, '0\r\n\r\n'])),
      'InvalidChunkSizeError',
    )
  })
})

describe('trailers that are not quite right', () => {
  const end =
    (trailers: string): (() => unknown) =>
    () =>
      decode(UNSIGNED, [`0\r\n${trailers}`])
  const wrong: Readonly<Record<string, string>> = {
    'a line without a colon': 'x-amz-checksum-crc32\r\n\r\n',
    'a blank before the colon': 'x-amz-checksum-crc32 :AAAAAA==\r\n\r\n',
    'the same name twice': 'a:1\r\nA:2\r\n\r\n',
    'a bare LF': 'a:1\n\r\n',
    'a line without end': `a:${'1'.repeat(20_000)}`,
  }
  for (const [name, trailers] of Object.entries(wrong)) {
    test(`${name} is refused`, () => assert.match(codeOf(end(trailers)), /^(InvalidRequest|MalformedTrailerError)$/))
  }
  test('a signed trailer without its signature is refused', () => {
    const body = '0;chunk-signature=00\r\na:1\r\n\r\n\r\n'
    assert.equal(
      codeOf(() => decode(SIGNED_TRAILER, [body])),
      'MalformedTrailerError',
    )
  })
})
