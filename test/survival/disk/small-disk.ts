import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A file system of its own with little room. */
export interface SmallDisk {
  readonly folder: string
  /** Takes all the room that is left but so many bytes. */
  readonly fill: (leave?: number) => void
  /** Gives it back. */
  readonly clear: () => void
  readonly remove: () => void
}

/** @throws Error where this machine lets nobody mount: the tests of a full disk need it */
export function makeSmallDisk(megabytes: number): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 's3control-local-disk-'))
  const options = ['-t', 'tmpfs', '-o', `size=${megabytes}m,uid=${process.getuid?.() ?? 0}`, 'tmpfs', folder]
  as(['mount', ...options])
  const filler = join(folder, 'filler')
  const clear = (): void => rmSync(filler, { force: true })
  return {
    folder,
    fill(leave = 0) {
      clear()
      const { bavail, bsize } = statfsSync(folder)
      const file = openSync(filler, 'w')
      for (let left = bavail * bsize - leave; left > 0; ) {
        left -= writeSync(file, Buffer.alloc(Math.min(left, 65_536), 1))
      }
      closeSync(file)
    },
    clear,
    remove() {
      as(['umount', '--lazy', folder])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Root mounts; others need a sudo without a password, as CI machines have it. */
function as(command: readonly string[]): void {
  const whole = process.getuid?.() === 0 ? command : ['sudo', '-n', ...command]
  const { status, stderr, error } = spawnSync(whole[0] as string, whole.slice(1), { encoding: 'utf8' })
  if (status !== 0) throw new Error(`"${whole.join(' ')}" failed: ${error?.message ?? stderr}`)
}
