import type { ClosedLoop } from './closed-loop.ts'

/** The requests that S3 servers are compared by. Bodies are put before they are got. */
export const OBJECT_LOADS = {
  'PUT of 1 KiB': { method: 'PUT', path: 'small-%', keys: 2_000, bodyBytes: 1024, connections: 32 },
  'GET of 1 KiB': { method: 'GET', path: 'small-%', keys: 2_000, connections: 32 },
  'PUT of 1 MiB': { method: 'PUT', path: 'large-%', keys: 64, bodyBytes: 1_048_576, connections: 8 },
  'GET of 1 MiB': { method: 'GET', path: 'large-%', keys: 64, connections: 8 },
} as const satisfies Readonly<Record<string, Omit<ClosedLoop, 'url' | 'seconds'>>>

/** More objects than the product remembers: each is looked up. */
export const GET_OF_MANY = { method: 'GET', path: 'many-%', keys: 20_000, connections: 32 } as const
export const PUT_OF_MANY = { ...GET_OF_MANY, method: 'PUT', bodyBytes: 1_024, most: GET_OF_MANY.keys } as const

export type ObjectLoad = keyof typeof OBJECT_LOADS

export function objectLoad(name: ObjectLoad, url: string, bucket: string, seconds: number): ClosedLoop {
  const load = OBJECT_LOADS[name]
  return { ...load, url, path: `/${bucket}/${load.path}`, seconds }
}
