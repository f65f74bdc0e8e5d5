/** The seed that a server is started with. */
import { readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { folderSeed } from './folder-seed.ts'
import { type ParsedSeed, parseSeed, readJson } from './parse-seed.ts'
import { SeedError } from './seed-error.ts'
import { SEED_LIMITS } from './seed-limits.ts'

/**
 * @param path of a JSON file, or of a folder
 * @throws SeedError when nothing of it can be read
 */
export function readSeed(path: string): ParsedSeed {
  try {
    const entry = statSync(path)
    if (entry.isDirectory()) return folderSeed(resolve(path))
    if (entry.size > SEED_LIMITS.bytes) {
      throw new SeedError([`A seed has at most ${SEED_LIMITS.bytes} bytes, and ${path} has ${entry.size}.`])
    }
    return parseSeed(readJson(readFileSync(path)), dirname(resolve(path)))
  } catch (error) {
    if (error instanceof SeedError) throw error
    throw new SeedError([`The seed ${path} cannot be read: ${error instanceof Error ? error.message : String(error)}.`])
  }
}
