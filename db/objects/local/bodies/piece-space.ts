/** Memory that pieces of bodies are read into, used again and again: fresh memory costs as much as the reading. */

/** Read or written in one call. */
export const PIECE_BYTES = 262_144
/** So many are kept for those who come next. */
const MOST_KEPT = 16

const kept: Buffer[] = []

export function takeSpace(): Buffer {
  return kept.pop() ?? Buffer.allocUnsafeSlow(PIECE_BYTES)
}

/** Nobody may look at it any more. */
export function giveBackSpace(space: Buffer): void {
  if (kept.length < MOST_KEPT) kept.push(space)
}
