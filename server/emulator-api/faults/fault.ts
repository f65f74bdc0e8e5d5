/** Disturbances that tests ask for, to see how their program takes them (docs/faults.md). */
import type { Service } from '../../protocol/model.ts'

/** A fault as it is asked for. Where nothing names the requests it meets, all of S3 and S3 Control are meant. */
export interface FaultOptions {
  readonly service?: Service
  /** In AWS's words: `PutObject`, `CreateJob`. */
  readonly operation?: string
  /** How the path begins, decoded; `/bucket/key` also where the client puts the bucket before the host. */
  readonly path?: string
  /** What stands in the query, decoded. */
  readonly query?: Readonly<Record<string, string>>
  /** So many such requests are let pass first; 0 when absent. */
  readonly after?: number
  /** So many are met then; 1 when absent, 0: all until the fault is removed. */
  readonly times?: number
  /**
   * `request`, when absent: nothing is carried out. `answer`: the request is, and its answer is disturbed; `body`: the
   * answer begins, and breaks off halfway.
   */
  readonly at?: FaultRule['at']
  /** Milliseconds of the machine's own time. */
  readonly delayMs?: number
  /** An error is answered: its code, with the status and the text that belong to it unless others are given. */
  readonly code?: string
  readonly status?: number
  readonly message?: string
  /** The connection ends without an answer. */
  readonly drop?: boolean
}

/** What becomes of a request that was met, once the delay is over. */
export type FaultEffect =
  | { readonly kind: 'delay' }
  | { readonly kind: 'drop' }
  | { readonly kind: 'error'; readonly code: string; readonly status: number; readonly message: string }

/** A fault with nothing left to guess. */
export interface FaultRule {
  readonly service: Service | undefined
  readonly operation: string | undefined
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly after: number
  readonly times: number
  readonly at: 'request' | 'answer' | 'body'
  readonly delayMs: number
  readonly effect: FaultEffect
}

/** A request as faults see it. */
export interface FaultSubject {
  readonly service: Service
  /** Undefined for what no operation is. */
  readonly operation: string | undefined
  /** Decoded. */
  readonly path: string
  readonly query: { get(name: string): string | undefined }
}

export function isMeant({ service, operation, path, query }: FaultRule, subject: FaultSubject): boolean {
  return (
    (service === undefined || service === subject.service) &&
    (operation === undefined || operation === subject.operation) &&
    subject.path.startsWith(path) &&
    Object.entries(query).every(([name, value]) => subject.query.get(name) === value)
  )
}
