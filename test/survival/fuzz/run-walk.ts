/** Runs a walk in a process of its own and finds out which input ended it, if one did. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { corpusOf } from './corpus.ts'
import type { Report, WalkEnd } from './limits.ts'
import { ALL_TARGETS, type TargetName } from './targets/registry.ts'

/** An input that did what none may do. */
export interface Failure {
  readonly target: string
  /** By which it can be done again; undefined for a seed. */
  readonly number: number | undefined
  /** The seed's name. */
  readonly seed: string | undefined
  readonly what: string
}

export interface WalkResult {
  readonly end: WalkEnd | undefined
  readonly failures: readonly Failure[]
}

const WALK = join(import.meta.dirname, 'walk.ts')

/** How often a walk is begun that was ended by what does not happen again. */
const TRIES = 3

export async function runWalk(target: TargetName, seed: number, count: number, tries = TRIES): Promise<WalkResult> {
  const { reports, ended } = await reportsOf([target, String(seed), String(count)])
  const end = reports.find((report) => report.kind === 'end')
  const failures = reports.flatMap((report) => failureOf(target, report))
  if (end !== undefined) return { end, failures }
  // It was ended in the middle. On a busy machine that may be nobody's fault: what stays is what can be done again.
  const cut = reports.find((report) => report.kind === 'hung' || report.kind === 'memory')
  const number = cut?.number ?? (await lastNumber(target, seed, count))
  const again = number === undefined ? [] : await replay(target, number)
  if (cut !== undefined && again.length === 0 && tries > 1) return runWalk(target, seed, count, tries - 1)
  const own = again.length > 0 ? again : [{ target, number, seed: undefined, what: `the process ended: ${ended}` }]
  return { end, failures: [...failures, ...own] }
}

/** An input once more. */
export async function replay(target: TargetName, number: number): Promise<readonly Failure[]> {
  const { reports, ended } = await reportsOf([target, 'one', String(number)])
  const failures = reports.flatMap((report) => failureOf(target, report))
  const died = failures.length === 0 && ended !== '0'
  return died ? [{ target, number, seed: undefined, what: `the process ended: ${ended}` }] : failures
}

/** The bytes of a file as an input. */
export async function replayFile(target: TargetName, path: string): Promise<readonly Failure[]> {
  const { reports, ended } = await reportsOf([target, 'file', path])
  const failures = reports.flatMap((report) => failureOf(target, report))
  const died = failures.length === 0 && ended !== '0'
  return died ? [{ target, number: undefined, seed: path, what: `the process ended: ${ended}` }] : failures
}

export function inputOf(target: TargetName, number: number): Buffer {
  return corpusOf(ALL_TARGETS[target]).input(number).input
}

/** A process that has crashed cannot say on what: the same walk again, aloud. */
async function lastNumber(target: TargetName, seed: number, count: number): Promise<number | undefined> {
  const { reports } = await reportsOf([target, String(seed), String(count), 'aloud'])
  return reports.findLast((report) => report.kind === 'at')?.number
}

async function reportsOf(
  args: readonly string[],
): Promise<{ readonly reports: readonly Report[]; readonly ended: string }> {
  const child = spawn(process.execPath, ['--expose-gc', WALK, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that what it has started goes with it.
    detached: true,
  })
  let [said, complained] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (piece: string) => (said += piece))
  child.stderr.setEncoding('utf8').on('data', (piece: string) => (complained += piece))
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
  endGroup(child.pid)
  const lines = said.split('\n').filter((line) => line.startsWith('{'))
  const ended = code === 0 ? '0' : `${code ?? signal} ${complained.slice(0, 2000)}`.trim()
  return { reports: lines.map((line) => JSON.parse(line) as Report), ended }
}

function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {
    // Nobody of it is left.
  }
}

function failureOf(target: string, report: Report): readonly Failure[] {
  if (report.kind === 'hung')
    return [{ target, number: report.number, seed: undefined, what: `took more than ${report.ms} ms` }]
  if (report.kind === 'memory')
    return [{ target, number: report.number, seed: undefined, what: `took ${report.bytes} bytes of memory` }]
  if (report.kind === 'defect') return [{ target, number: report.number, seed: report.seed, what: report.error }]
  return []
}

/** How to do it again. */
export function retelling({ target, number, seed, what }: Failure): string {
  const how = number === undefined ? `the seed ${seed}` : `npm run test:fuzz -- ${target} ${number}`
  return `${target}: ${what}\n  to do it again: ${how}`
}
