import type { Member } from '../model.ts'
import { DECLARATION, writeXml } from '../xml/write.ts'
import { encodeStructure } from './body.ts'
import { structureText } from './document-text.ts'

/**
 * From this many values on, at any depth, a document is put together as text: fast-xml-parser's builder takes 4.5 ms for
 * 1,000 keys, more than the whole request may. Both give the same bytes.
 */
const MANY_VALUES = 64

/** A structure as a whole document. */
export function structureDocument(
  name: string,
  value: object,
  attributes: Readonly<Record<string, string>>,
  members: readonly Member[],
): string {
  if (countedTo(MANY_VALUES, value) === MANY_VALUES) {
    return DECLARATION + structureText(name, value, attributes, members)
  }
  return writeXml(encodeStructure(name, value, attributes, members))
}

/** How many values there are in one, itself among them, but no more than `most`. */
function countedTo(most: number, value: unknown): number {
  if (value === undefined || value === null) return 0
  let count = 1
  if (typeof value !== 'object' || value instanceof Date || value instanceof Uint8Array) return count
  for (const inner of Array.isArray(value) ? (value as readonly unknown[]) : Object.values(value)) {
    count += countedTo(most - count, inner)
    if (count >= most) return most
  }
  return count
}
