import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where `fetch.ts` puts other S3 servers: outside the repository, which does not depend on them. */
export const PEERS = join(tmpdir(), 's3control-local-bench', 'peers')
export const S3RVER = join(PEERS, 'node_modules', 's3rver', 'bin', 's3rver.js')
export const MOTO = join(PEERS, 'python')

export function isFetched(path: string): boolean {
  return existsSync(path)
}
