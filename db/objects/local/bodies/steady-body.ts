import type { ObjectVersion } from '../../../model/object.ts'
import { one } from '../../../sqlite/statement.ts'
import { overtaken } from '../../overtaken.ts'
import type { ReadView } from '../reads/read-view.ts'

const OWNED = 'SELECT 1 FROM version WHERE id = ? AND blob = ?'

/**
 * Opens or saves a version's body. A body that cannot be found because its version has gone since the look-up is no
 * damage. @throws S3Error `overtaken()` in that case
 */
export async function steadyBody<Result>(
  view: ReadView,
  { id, blob }: ObjectVersion,
  work: () => Result | Promise<Result>,
): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    throw blob !== undefined && one(view.now(), OWNED, id, blob) === undefined ? overtaken() : error
  }
}
