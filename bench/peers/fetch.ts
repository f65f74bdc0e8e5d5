/**
 * Fetches the S3 servers to compare with, by npm and pip, into the system's temporary folder.
 * Usage: node bench/peers/fetch.ts
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { MOTO, PEERS } from './peer-folder.ts'

const FETCHES = [
  ['npm', 'install', '--no-save', '--no-package-lock', '--prefix', PEERS, 's3rver@3'],
  ['pip', 'install', '--quiet', '--target', MOTO, 'moto[server,s3]'],
] as const

mkdirSync(PEERS, { recursive: true })
for (const [command, ...args] of FETCHES) {
  const { status } = spawnSync(command, args, { stdio: 'inherit', cwd: PEERS })
  if (status !== 0) {
    console.error(`${command} could not fetch ${args.at(-1)}; it is left out.`)
    process.exitCode = 1
  }
}
