import { randomBytes } from 'node:crypto'
import { createCrc32Seal, createSeal, type Seal } from './seal.ts'

/**
 * What a blob's file is called: a random number, and the seal of its bytes, so that every read of a whole body can tell
 * whether it still is what was written.
 */
export function newBlobName(): string {
  return randomBytes(16).toString('hex')
}

export function sealedName(name: string, seal: Seal): string {
  return `${name}-${seal.digits()}`
}

/** Finds out whether bytes are those that a name was made for. */
export interface SealCheck {
  readonly add: (piece: Uint8Array) => void
  /** To be asked once, after the last piece. */
  intact(): boolean
}

/** Undefined for a file whose name has no seal. */
export function sealCheck(name: string): SealCheck | undefined {
  const [, digits = ''] = SEALED.exec(name) ?? []
  const seal = SEALS.get(digits.length)?.()
  return seal && { add: seal.add, intact: () => seal.digits() === digits }
}

const SEALED = /^[0-9a-f]+-([0-9a-f]+)$/

/** By their number of digits. */
const SEALS: ReadonlyMap<number, () => Seal> = new Map([
  [32, createSeal],
  [8, createCrc32Seal],
])
