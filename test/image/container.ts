import { setTimeout as sleep } from 'node:timers/promises'
import { docker } from './docker.ts'

export interface Container {
  readonly name: string
  readonly url: string
  readonly logs: () => string
  /** Docker's word for what the image's own check says. */
  readonly health: () => string
  /** SIGTERM, and SIGKILL when that did not do. @returns the exit code */
  readonly stop: () => number
  readonly kill: () => void
  readonly remove: () => void
}

const READY_LIMIT_MS = 30_000

/** As locked down as a container can be: no capabilities, and nothing writable but /data. */
const LOCKED_DOWN = ['--read-only', '--cap-drop=ALL', '--security-opt=no-new-privileges']

/** Runs a container and waits until it answers. */
export async function runContainer(image: string, name: string, ...options: readonly string[]): Promise<Container> {
  docker('run', '--detach', '--name', name, '--publish', '127.0.0.1::4566', ...LOCKED_DOWN, ...options, image)
  const address = docker('port', name, '4566/tcp').split('\n')[0]
  const container: Container = {
    name,
    url: `http://${address}`,
    logs: () => docker('logs', name),
    health: () => docker('inspect', '--format', '{{.State.Health.Status}}', name),
    stop() {
      docker('stop', name)
      return Number(docker('inspect', '--format', '{{.State.ExitCode}}', name))
    },
    kill: () => void docker('kill', name),
    remove: () => void docker('rm', '--force', '--volumes', name),
  }
  try {
    await waitFor(async () => (await fetch(`${container.url}/_emulator/health`)).ok)
  } catch (error) {
    throw new Error(`the container does not answer; it said: ${container.logs()}`, { cause: error })
  }
  return container
}

/** Asks again and again, for as long as it says no or cannot be asked. */
export async function waitFor(condition: () => Promise<boolean> | boolean): Promise<void> {
  const limit = AbortSignal.timeout(READY_LIMIT_MS)
  for (;;) {
    try {
      if (await condition()) return
    } catch (error) {
      if (limit.aborted) throw error
    }
    await sleep(50, undefined, { signal: limit })
  }
}
