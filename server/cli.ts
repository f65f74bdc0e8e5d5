/** The command line: settings in, a running server out, and an orderly end. */
import { isNoRoom } from '../db/model/no-room.ts'
import { DatabaseUnusable } from '../db/sqlite/database-unusable.ts'
import { type Config, readConfig } from './config.ts'
import { DataFolderError } from './data-folder-lock.ts'
import { SeedError } from './emulator-api/seeds/seed-error.ts'
import { ListenError } from './http/listen.ts'
import { type RunningServer, runServer } from './index.ts'
import type { Printable } from './print/printables.ts'
import { helpText } from './settings/describe.ts'
import { packageVersion } from './version.ts'

export async function runCommandLine(args: readonly string[]): Promise<void> {
  const read = readConfig(args)
  if (read.kind === 'config') return start(read.config)
  if (read.kind === 'healthcheck') return checkHealth(read.config)
  if (read.kind === 'print') return printFor(read.printable, read.config)
  if (read.kind === 'help') process.stdout.write(`${helpText()}\n`)
  if (read.kind === 'version') process.stdout.write(`${packageVersion()}\n`)
  if (read.kind === 'mistakes') fail(read.mistakes.join('\n'))
  return undefined
}

async function start(config: Config): Promise<void> {
  // Whoever reads the output may go away (a test's harness, `| head`): the server goes on, and tells nobody.
  for (const output of [process.stdout, process.stderr]) output.on('error', () => {})
  const ending = new AbortController()
  const starting = runServer(config, process.stdout, ending.signal)
  stopOnSignal(starting, ending)
  let server: RunningServer
  try {
    server = await starting
  } catch (error) {
    if (ending.signal.aborted) return
    if (!isForUser(error)) throw error
    fail(error.message)
    return
  }
  const kept = config.data === undefined ? 'nothing is kept' : `data in ${config.data}`
  const lines = [
    `s3control-local ${packageVersion()} at ${server.url} (${kept}), console at ${server.url}/_emulator/console/`,
    ...furtherLines(config, server),
    'Ready.',
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

/** What was asked for beside http. */
function furtherLines({ dnsSuffixes }: Config, { url, port, caCertificate, dns }: RunningServer): readonly string[] {
  const tls = `https on port ${port} as well; clients must trust ${url}/_emulator/ca.pem`
  const names = `DNS at ${dns?.host}:${dns?.port} for ${dnsSuffixes.join(', ')} and all names below`
  return [...(caCertificate === undefined ? [] : [tls]), ...(dns === undefined ? [] : [names])]
}

async function printFor(printable: Printable, config: Config): Promise<void> {
  const { print } = await import('./print/print.ts')
  process.stdout.write(`${print(printable, config)}\n`)
}

async function checkHealth(config: Config): Promise<void> {
  const { isHealthy } = await import('./healthcheck.ts')
  // A connection that hangs must not keep the answer back.
  process.exit((await isHealthy(config)) ? 0 : 1)
}

/** The first signal ends the server in order (a starting one as soon as it can be ended), the second at once. */
function stopOnSignal(starting: Promise<RunningServer>, ending: AbortController): void {
  const onSignal = (): void => {
    if (ending.signal.aborted) process.exit(1)
    ending.abort()
    starting
      .then(
        (server) => server.stop(),
        () => undefined,
      )
      .then(
        () => process.exit(),
        (error: unknown) => {
          process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
          process.exit(1)
        },
      )
  }
  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)
}

function isForUser(error: unknown): error is Error {
  return (
    error instanceof ListenError ||
    error instanceof DataFolderError ||
    error instanceof DatabaseUnusable ||
    error instanceof SeedError ||
    isNoRoom(error)
  )
}

function fail(message: string): void {
  process.stderr.write(`${message}\n`)
  process.exitCode = 1
}
