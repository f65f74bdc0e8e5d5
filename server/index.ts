/** The server inside another program: tests, and tools that bring their own emulator. */
import type { MovableClock } from '../db/model/clock.ts'
import { compose } from './compose.ts'
import type { Config } from './config.ts'
import type { DnsServer } from './dns/dns-server.ts'
import type { FaultOptions } from './emulator-api/faults/fault.ts'
import type { Fault, Faults } from './emulator-api/faults/faults.ts'
import type { SeedDocument, SeedOutcome } from './emulator-api/seeds/seed.ts'
import type { Snapshot, Snapshots } from './emulator-api/snapshots/snapshots.ts'
import { listen } from './http/listen.ts'
import { createLog, type Log, type LogSink } from './log.ts'
import type { ListenAddress } from './settings/kinds.ts'
import { configWith } from './settings/parse.ts'
import { urlHost } from './url-host.ts'

export type { Config, Fault, FaultOptions, Faults, MovableClock, SeedDocument, SeedOutcome, Snapshot, Snapshots }

/** Every setting of the command line, under its name in `docs/configuration.md`; by default port 0 and no log. */
export interface ServerOptions extends Partial<Config> {
  /** Where the log goes; standard output when absent. */
  readonly logSink?: LogSink
}

export interface RunningServer {
  readonly url: string
  readonly port: number
  /** The emulator's time, to be frozen, set and advanced. */
  readonly clock: MovableClock
  /** Disturbances of requests, for tests of what a program does about them (docs/faults.md). */
  readonly faults: Faults
  /** What clients of https must trust, in PEM form; undefined where only http is served. */
  readonly caCertificate: string | undefined
  /** Where DNS is answered, if it is. */
  readonly dns: ListenAddress | undefined
  /** Everything stored goes, running jobs included, and every fault; what the server was started with (`seed`) comes back. */
  readonly reset: () => Promise<void>
  /**
   * Makes what of the document is not there yet (docs/seeds-and-snapshots.md).
   * @throws Error with all that is wrong with it, as `mistakes`; nothing was done then
   */
  readonly seed: (document: SeedDocument) => Promise<SeedOutcome>
  /** The state of everything, kept under names and brought back (docs/seeds-and-snapshots.md). */
  readonly snapshots: Snapshots
  /**
   * Ends the requests and jobs under way (jobs go on with the next start on the same data) and closes the port. May be
   * called again.
   */
  readonly stop: () => Promise<void>
}

export async function startServer({ logSink, ...options }: ServerOptions = {}): Promise<RunningServer> {
  return runServer(configWith({ port: 0, log: 'off', ...options }), logSink ?? process.stdout)
}

/**
 * @internal for the command line; not declared to others
 * @param ending breaks off what may take long at the start, which fails then
 * @throws ListenError, DataFolderError, SeedError with a message for the user
 */
export async function runServer(config: Config, logSink: LogSink, ending?: AbortSignal): Promise<RunningServer> {
  const log = createLog(config.log, logSink)
  const { app, clock, faults, caCertificate, reset, seed, snapshots, close } = await compose(config, log, ending)
  try {
    const dns = await openDns(config, log)
    const { port, close: stopListening } = await listen(app, config).catch(async (error: unknown) => {
      await dns?.close()
      throw error
    })
    const end = async (): Promise<void> => {
      await dns?.close()
      await stopListening(config.shutdownTimeoutMs)
      await close()
      log.flush()
    }
    let ended: Promise<void> | undefined
    return {
      url: `http://${urlHost(config.host)}:${port}`,
      port,
      clock,
      faults,
      caCertificate,
      dns,
      reset,
      seed,
      snapshots,
      stop: () => (ended ??= end()),
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function openDns(config: Config, log: Log): Promise<DnsServer | undefined> {
  const { dns } = config
  if (dns === undefined) return undefined
  const { openDnsServer } = await import('./dns/dns-server.ts')
  return openDnsServer({ ...config, dns }, log)
}
