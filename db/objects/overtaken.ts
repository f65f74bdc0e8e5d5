/**
 * Between the look-up of an object and the use of what was found another writer may come in: the body has gone, or is
 * not the one that was judged. Whoever meets that looks again; S3's own code for it is what is left after many times.
 */
import { S3Error } from '../model/s3-error.ts'

const CODE = 'ConditionalRequestConflict'
const MOST_ATTEMPTS = 50

/** What was looked up is not there any more. */
export function overtaken(): S3Error {
  return new S3Error(CODE)
}

/** Does work that was overtaken once more, from its look-up on. */
export async function againWhenOvertaken<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (!isOvertaken(error) || attempt === MOST_ATTEMPTS) throw error
    }
  }
}

export function isOvertaken(error: unknown): boolean {
  return error instanceof S3Error && error.code === CODE
}
