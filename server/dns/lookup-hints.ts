import type { Log } from '../log.ts'

export interface LookupHints {
  /** Tells of a look-up that fails and looks like an S3 Control client's. */
  refused(name: string, suffixes: readonly string[]): void
}

/** One line in the log for each name: the client itself only says that it cannot connect. */
export function createLookupHints(log: Log): LookupHints {
  const told = new Set<string>()
  return {
    refused(name, suffixes) {
      if (!/^\d{12}\./.test(name) || told.has(name) || told.size === MAX_TOLD) return
      told.add(name)
      const host = name.slice(13)
      log.event('hint', {
        message:
          `a client looks for ${name}: S3 Control clients put the account before the endpoint's host. ` +
          `Take an endpoint under ${suffixes.join(' or ')}, add --dns-suffix ${host}, or see docs/sdk/README.md.`,
      })
    },
  }
}

const MAX_TOLD = 100
