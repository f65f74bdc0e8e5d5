import { readFileSync } from 'node:fs'

/** What a process has used so far; zero where the machine does not tell (anything but Linux). */
export interface ProcessUsage {
  /** Of all its threads, in milliseconds. */
  readonly cpuMs: number
  readonly residentMiB: number
  readonly peakMiB: number
}

/** Of every Linux that Node runs on. */
const TICKS_A_SECOND = 100

export function processUsage(pid: number): ProcessUsage {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // Fields after the name, which may hold spaces: 14 and 15 of the whole line are the ticks of user and system.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return {
      cpuMs: ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_A_SECOND,
      residentMiB: kibOf(status, 'VmRSS') / 1024,
      peakMiB: kibOf(status, 'VmHWM') / 1024,
    }
  } catch {
    return { cpuMs: 0, residentMiB: 0, peakMiB: 0 }
  }
}

function kibOf(status: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0)
}
