import type { TargetName } from './targets.ts'
import type { Servers } from './ways.ts'

/** A client's program, ready to be run with any environment. */
export interface Program {
  /** What it says of itself: `boto3 1.44.5`. */
  readonly title: string
  /** @param file relative to the client's folder in test/sdk, without its ending */
  readonly command: (file: string) => readonly string[]
  /** What its other programs need to be told. */
  readonly environment?: (servers: Servers) => Readonly<Record<string, string>>
}

export interface Kit {
  /** A copy of test/sdk/NAME in which the default port stands for the one of this run. */
  readonly source: (name: string) => string
  /** A folder that outlives the run. */
  readonly cache: (name: string) => string
  /** Whether packages of the system may be installed. */
  readonly install: boolean
}

/** What a client needs is not on this machine. */
export class Missing extends Error {
  override readonly name = 'Missing'
}

export interface Client {
  readonly name: string
  /** @throws Missing */
  readonly prepare: (kit: Kit) => Promise<Program>
  /** The ways (ways.ts) by which its scenario goes to the server; the first one goes the whole length. */
  readonly ways: readonly string[]
  /** Other programs, which know their way themselves. */
  readonly programs: readonly string[]
  /** Only against this; absent: against everything. */
  readonly against?: TargetName
}
