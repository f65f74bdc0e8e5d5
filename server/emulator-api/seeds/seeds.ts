/** Seeds as the server sees them. What they need is loaded when there is one. */
import type { Config } from '../../config.ts'
import type { ObjectApiPorts } from '../../object-api/handler.ts'
import type { SeedDocument, SeedOutcome } from './seed.ts'

export interface Seeds {
  /** The one that the server was started with, if it was. */
  readonly own: OwnSeed | undefined
  /** @throws SeedError with all that is wrong with the document; nothing was done then */
  readonly plant: (ports: ObjectApiPorts, document: SeedDocument) => Promise<SeedOutcome>
}

/** It is read anew whenever it is wanted. */
export interface OwnSeed {
  /** @throws SeedError */
  readonly plant: (ports: ObjectApiPorts) => Promise<void>
  /** Tries it out on a store that is empty. @throws SeedError */
  readonly rehearse: (ports: ObjectApiPorts) => Promise<void>
}

export function createSeeds({ seed, account }: Pick<Config, 'seed' | 'account'>): Seeds {
  return {
    own: seed === undefined ? undefined : ownSeed(seed, account),
    async plant(ports, document) {
      const [{ parseSeed }, { applySeed }] = await Promise.all([import('./parse-seed.ts'), import('./apply-seed.ts')])
      return applySeed({ ports, account }, parseSeed(document))
    },
  }
}

function ownSeed(path: string, account: string): OwnSeed {
  return {
    async plant(ports) {
      const [{ readSeed }, { applySeed }] = await Promise.all([import('./read-seed.ts'), import('./apply-seed.ts')])
      await applySeed({ ports, account }, readSeed(path))
    },
    async rehearse(ports) {
      const [{ readSeed }, { checkSeed }] = await Promise.all([import('./read-seed.ts'), import('./apply-seed.ts')])
      await checkSeed({ ports, account }, readSeed(path), 'empty')
    },
  }
}
