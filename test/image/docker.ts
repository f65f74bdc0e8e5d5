/** The Docker client as a command; everything it makes here has a name of ours and is removed again. */
import { execFileSync, spawnSync } from 'node:child_process'

/** @throws Error with what Docker said */
export function docker(...args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync('docker', args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  if (error !== undefined) throw error
  if (status !== 0) throw new Error(`docker ${args.join(' ')} ended with ${status}: ${stderr}`)
  return stdout.trim()
}

/** What keeps Docker from being used, as a sentence. */
export function whyNoEngine(): string | undefined {
  const { status, stderr, error } = spawnSync('docker', ['version', '--format', '{{.Server.Version}}'], {
    encoding: 'utf8',
  })
  if (error !== undefined) return 'there is no docker command on this machine.'
  if (status !== 0) return `the docker command reaches no engine (${stderr.trim().split('\n').at(-1)}).`
  return undefined
}

/** Of the whole image, as a registry would store it. */
export function compressedBytes(image: string): number {
  return Number(execFileSync('sh', ['-c', `docker save ${image} | gzip -6 | wc -c`], { encoding: 'utf8' }))
}

/** The compose command of this machine: a plugin of Docker's, or the older program. */
export function composeCommand(): readonly string[] {
  for (const command of [['docker', 'compose'], ['docker-compose']] as const) {
    const [program, ...args] = command
    if (spawnSync(program, [...args, 'version']).status === 0) return command
  }
  throw new Error('there is neither "docker compose" nor "docker-compose" on this machine')
}
