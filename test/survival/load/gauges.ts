import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { ServerProcess } from '../support/server-process.ts'

/** What a server holds while nobody asks anything of it. */
export interface Gauges {
  /** Of the whole process. */
  readonly rssMB: number
  /** Of the main thread, when its garbage has been collected. */
  readonly heapMB: number
  readonly externalMB: number
  readonly handles: number
  readonly threads: number
  /** What keeps the main thread's loop going, by kind. */
  readonly resources: Readonly<Record<string, number>>
}

const COLLECT = join(import.meta.dirname, 'collect.cjs')

/** The environment of a server that can be asked. */
export function gaugedAt(folder: string): Readonly<Record<string, string>> {
  return { NODE_OPTIONS: `--require ${COLLECT}`, SURVIVAL_GAUGE: fileIn(folder) }
}

export async function readGauges(server: ServerProcess, folder: string): Promise<Gauges> {
  const file = fileIn(folder)
  rmSync(file, { force: true })
  process.kill(server.pid, 'SIGUSR2')
  while (!existsSync(file)) await pause(20)
  const { heapUsed, external, resources } = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly heapUsed: number
    readonly external: number
    readonly resources: readonly string[]
  }
  const proc = `/proc/${server.pid}`
  const rss = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`${proc}/status`, 'utf8'))?.[1]
  return {
    rssMB: Math.round(Number(rss) / 1024),
    heapMB: megabytes(heapUsed),
    externalMB: megabytes(external),
    handles: readdirSync(`${proc}/fd`).length,
    threads: readdirSync(`${proc}/task`).length,
    resources: Object.fromEntries([...Map.groupBy(resources, (name) => name)].map(([name, all]) => [name, all.length])),
  }
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 104_857.6) / 10
}

function fileIn(folder: string): string {
  return join(folder, 'gauge.json')
}
