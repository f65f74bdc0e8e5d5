import { S3Error, s3ErrorToData } from '../../../model/s3-error.ts'
import { namedAtUse } from '../../../sqlite/database-unusable.ts'
import { isDiskFull } from '../../../sqlite/open.ts'
import { statement } from '../../../sqlite/statement.ts'
import { type CommandName, commands, LEAVES_BUCKETS } from '../commands/registry.ts'
import type { WriteReply, WriteRequest } from './messages.ts'
import type { ReleasedFiles } from './released-files.ts'
import type { Aftermath, WriteContext } from './write-context.ts'

/** Commands that commit together; each one is answered only after the commit. */
export interface WriteGroup {
  readonly open: boolean
  /** Milliseconds since the transaction began. */
  age(): number
  carryOut(request: WriteRequest, answer: (reply: WriteReply) => void): void
  /** @returns whether effects were left to be dealt with */
  commit(): boolean
}

interface Answer {
  readonly send: (reply: WriteReply) => void
  readonly reply: WriteReply
}

export function createWriteGroup(context: WriteContext, aftermath: Aftermath, released: ReleasedFiles): WriteGroup {
  const { db } = context
  let answers: Answer[] = []
  let beganAt = 0
  let changesBuckets = false

  const reset = (): void => {
    answers = []
    changesBuckets = false
    aftermath.files = []
    aftermath.effects = 0
    aftermath.rowsFreed = false
  }
  const failAll = (error: unknown): void => {
    if (db.inTransaction) statement(db, 'ROLLBACK').run()
    const failed = answers
    reset()
    for (const { send, reply } of failed) send(failure(context, reply.id, error))
  }

  return {
    get open() {
      return db.inTransaction
    },
    age: () => performance.now() - beganAt,
    carryOut(request, send) {
      try {
        if (!db.inTransaction) {
          // Nobody else writes: the lock need not be taken before it is needed.
          statement(db, 'BEGIN').run()
          beganAt = performance.now()
        }
        changesBuckets ||= !LEAVES_BUCKETS.has(request.command)
        answers.push({ send, reply: attempt(context, request, aftermath) })
      } catch (error) {
        answers.push({ send, reply: failure(context, request.id, error) })
        failAll(error)
      }
    },
    commit() {
      if (!db.inTransaction) return false
      try {
        statement(db, 'COMMIT').run()
      } catch (error) {
        failAll(error)
        return false
      }
      context.versionLog.publish(changesBuckets)
      const { files, effects } = aftermath
      const committed = answers
      reset()
      if (files.length > 0) released.add(files)
      for (const { send, reply } of committed) send(reply)
      return effects > 0
    },
  }
}

/** One command inside the open transaction; what it wrote before it threw is taken back, the rest stays. */
function attempt(context: WriteContext, request: WriteRequest, aftermath: Aftermath): WriteReply {
  const { db } = context
  const command = commands[request.command as CommandName] as (context: WriteContext, args: unknown) => unknown
  const [files, effects] = [aftermath.files.length, aftermath.effects]
  aftermath.cause = request.cause
  statement(db, 'SAVEPOINT command').run()
  try {
    const result = command(context, request.args)
    statement(db, 'RELEASE command').run()
    return { id: request.id, kind: 'done', result }
  } catch (error) {
    // A full disk may have ended the whole transaction already: then everything in the group has failed.
    if (!db.inTransaction) throw error
    statement(db, 'ROLLBACK TO command').run()
    statement(db, 'RELEASE command').run()
    aftermath.files.length = files
    aftermath.effects = effects
    return failure(context, request.id, error)
  }
}

function failure({ db }: WriteContext, id: number, error: unknown): WriteReply {
  if (error instanceof S3Error) return { id, kind: 'refused', error: s3ErrorToData(error) }
  if (isDiskFull(error)) return { id, kind: 'refused', error: s3ErrorToData(new S3Error('InsufficientStorage')) }
  const cause = namedAtUse(error, db.name)
  return { id, kind: 'broken', message: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) }
}
