import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { createCrc32Seal, createSeal, type Seal } from '../../../../../db/objects/local/bodies/seal.ts'

function digitsOf(seal: Seal, ...pieces: readonly Uint8Array[]): string {
  for (const piece of pieces) seal.add(piece)
  return seal.digits()
}

/** The bytes from each cut to the next: cuts at the same place make empty pieces. */
function cutAt(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = [0, ...[...cuts].sort((left, right) => left - right), bytes.length]
  return places.slice(1).map((to, index) => bytes.subarray(places[index], to))
}

/** Stores keep files under these names for years: another number here is a store that cannot be read any more. */
const KNOWN: readonly (readonly [text: string, gmac: string, crc: string])[] = [
  ['', '58e2fccefa7e3061367f1d57a4e7455a', '00000000'],
  ['123456789', '107c4146b4c6a58d2afe8a7299f060e2', 'cbf43926'],
  ['0123456789abcdef'.repeat(2_000), 'f77b28903fa9dab4eba1554a42b5a506', '4b83f306'],
]

describe('the seal of a body', () => {
  for (const [text, gmac, crc] of KNOWN) {
    test(`of ${text.length} bytes is the same for ever`, () => {
      assert.equal(digitsOf(createSeal(), Buffer.from(text)), gmac)
      assert.equal(digitsOf(createCrc32Seal(), Buffer.from(text)), crc)
    })
  }

  for (const [name, create] of Object.entries({ createSeal, createCrc32Seal })) {
    test(`does not depend on how the bytes are cut into pieces (${name})`, () => {
      fc.assert(
        fc.property(
          fc.nat({ max: 5_000 }),
          fc.array(fc.nat({ max: 5_000 }), { maxLength: 12 }),
          fc.nat({ max: 15 }),
          (size, cuts, shift) => {
            // Pieces of a socket begin at any address.
            const bytes = randomBytes(size + shift).subarray(shift)
            const pieces = cutAt(
              bytes,
              cuts.map((cut) => Math.min(cut, size)),
            )
            assert.equal(digitsOf(create(), ...pieces), digitsOf(create(), bytes))
          },
        ),
        { numRuns: 500 },
      )
    })

    test(`does not depend on how a large body is cut into pieces (${name})`, () => {
      const bytes = randomBytes(3_000_001)
      for (const length of [1_447, 65_536, 262_144, 1_000_003]) {
        const cuts = Array.from({ length: Math.floor(bytes.length / length) }, (_, index) => (index + 1) * length)
        assert.equal(digitsOf(create(), ...cutAt(bytes, cuts)), digitsOf(create(), bytes))
      }
    })

    test(`is another one when any bit is another, or bytes are missing or too many (${name})`, () => {
      const bytes = randomBytes(20_000)
      const seal = digitsOf(create(), bytes)
      for (const at of [0, 15, 16, 9_999, 19_999]) {
        for (let bit = 0; bit < 8; bit++) {
          const other = Buffer.from(bytes)
          other[at] = (other[at] as number) ^ (1 << bit)
          assert.notEqual(digitsOf(create(), other), seal)
        }
      }
      assert.notEqual(digitsOf(create(), bytes.subarray(1)), seal)
      assert.notEqual(digitsOf(create(), bytes.subarray(0, -1)), seal)
      assert.notEqual(digitsOf(create(), bytes, Buffer.of(0)), seal)
    })
  }
})
