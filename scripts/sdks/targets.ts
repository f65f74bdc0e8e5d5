/** What the clients are run against: this source, the package as npm installs it, or a container of the image. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { runContainer } from '../../test/image/container.ts'
import { docker } from '../../test/image/docker.ts'
import { SCENARIO_OPTIONS } from '../../test/image/sdk-scenario.ts'
import { packPackage } from '../../test/package/packed.ts'
import { startProgram } from '../../test/package/start-program.ts'

/** A server that answers clients on this machine, and nothing more: no https, no names. */
export interface Target {
  readonly port: number
  readonly stop: () => Promise<unknown>
}

/** As README has it built; the examples for Testcontainers name it so. */
const IMAGE = 's3control-local'
const ROOT = join(import.meta.dirname, '../..')

export const TARGETS = {
  async package(folder, functions) {
    const project = join(folder, 'package')
    rmSync(project, { recursive: true, force: true })
    mkdirSync(project, { recursive: true })
    const npm = ['install', '--prefix', project, '--no-audit', '--no-fund', '--silent', packPackage(project).tarball]
    execFileSync('npm', npm, { stdio: ['ignore', 'ignore', 'inherit'] })
    const launcher = join(project, 'node_modules/.bin/s3control-local')
    const program = await startProgram(process.execPath, [launcher, '--port', '0', '--functions', functions])
    return { port: Number(new URL(program.url).port), stop: () => program.end() }
  },
  async image() {
    docker('build', '--tag', IMAGE, ROOT)
    const container = await runContainer(IMAGE, `s3control-local-sdks-${process.pid}`, ...SCENARIO_OPTIONS)
    const stop = async (): Promise<void> => container.remove()
    return { port: Number(new URL(container.url).port), stop }
  },
} satisfies Readonly<Record<string, (folder: string, functions: string) => Promise<Target>>>

export type TargetName = keyof typeof TARGETS
