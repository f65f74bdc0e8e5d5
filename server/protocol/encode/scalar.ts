import type { ScalarShape, TimestampFormat } from '../model.ts'
import { formatTimestamp } from '../timestamp.ts'

/** @throws TypeError when the value is none of the shape's kind: a mistake of the handler, not of the caller */
export function encodeScalar(shape: ScalarShape, value: unknown, format: TimestampFormat): string {
  if (shape.kind === 'timestamp' && value instanceof Date) return formatTimestamp(value, shape.format ?? format)
  if (shape.kind === 'blob' && value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (typeof value === TYPES[shape.kind]) return String(value)
  throw new TypeError(`a ${shape.kind} was expected, not ${typeof value}`)
}

const TYPES = {
  string: 'string',
  integer: 'number',
  double: 'number',
  boolean: 'boolean',
  timestamp: undefined,
  blob: undefined,
  streaming: undefined,
} satisfies Record<ScalarShape['kind'], string | undefined>
