/** One value's text to the value, without guessing. */
import type { ScalarShape, TimestampFormat } from '../model.ts'
import { parseTimestamp } from '../timestamp.ts'

export type Scalar = string | number | boolean | Date | Uint8Array

/** `undefined` when the text is no such value. */
export function decodeScalar(shape: ScalarShape, text: string, format: TimestampFormat): Scalar | undefined {
  return DECODERS[shape.kind](text, shape, shape.format ?? format)
}

/**
 * choice: these enumerations are read in any letter case, because clients write them so (minio-py sends `crc32c`);
 * all others as the model spells them.
 */
const CASE_BLIND: ReadonlySet<string | undefined> = new Set(['ChecksumAlgorithm', 'ChecksumMode'])

const DECODERS = {
  string: (text, shape) => (CASE_BLIND.has(shape.name) ? text.toUpperCase() : text),
  integer: (text) => {
    const value = /^\s*[+-]?\d{1,16}\s*$/.test(text) ? Number(text) : Number.NaN
    return Number.isSafeInteger(value) ? value : undefined
  },
  double: (text) => (/^\s*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?\s*$/.test(text) ? Number(text) : undefined),
  // boto3 1.26 writes Python's `True` into headers.
  boolean: (text) => BOOLEANS.get(text.trim().toLowerCase()),
  timestamp: (text, _shape, format) => parseTimestamp(text, format),
  blob: (text) => (BASE64.test(text.trim()) ? new Uint8Array(Buffer.from(text.trim(), 'base64')) : undefined),
  streaming: () => undefined,
} satisfies Record<
  ScalarShape['kind'],
  (text: string, shape: ScalarShape, format: TimestampFormat) => Scalar | undefined
>

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
])

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
