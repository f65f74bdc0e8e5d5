/** The query of a request, parsed once: order and repetition kept, names and values decoded. */
import { decodeQueryComponent } from './percent.ts'

export interface QueryParameters {
  /** Decoded pairs in the order they were sent. */
  readonly entries: readonly (readonly [name: string, value: string])[]
  /** True for `?name`, `?name=` and `?name=value` alike. */
  readonly has: (name: string) => boolean
  /** The first value; `''` where the parameter has none. */
  readonly get: (name: string) => string | undefined
  readonly getAll: (name: string) => readonly string[]
}

/**
 * @param raw what follows the question mark, undecoded; empty when there is none
 * @throws ProtocolError `InvalidURI` when an escape is broken or its bytes are no UTF-8
 */
export function parseQuery(raw: string): QueryParameters {
  return raw === '' ? NO_PARAMETERS : parameters(raw)
}

function parameters(raw: string): QueryParameters {
  const entries = raw
    .split('&')
    .filter((part) => part !== '')
    .map(parsePair)
  return {
    entries,
    has: (name) => entries.some(([key]) => key === name),
    get: (name) => entries.find(([key]) => key === name)?.[1],
    getAll: (name) => entries.filter(([key]) => key === name).map(([, value]) => value),
  }
}

function parsePair(part: string): readonly [string, string] {
  const equals = part.indexOf('=')
  if (equals < 0) return [decodeQueryComponent(part), '']
  return [decodeQueryComponent(part.slice(0, equals)), decodeQueryComponent(part.slice(equals + 1))]
}

const NO_PARAMETERS = parameters('')
