import { S3Error } from '../../../model/s3-error.ts'
import type { AlikeObjects } from '../../object-writes.ts'
import type { WriteContext } from '../writer/write-context.ts'
import { putObject } from './put-object.ts'

/** @returns how many were made; the others were kept from it by the conditions */
export function putAlike(context: WriteContext, { keys, ...alike }: AlikeObjects): number {
  return keys.filter((key) => isPut(context, { ...alike, key })).length
}

/** Conditions are judged before anything is written. */
function isPut(context: WriteContext, object: Parameters<typeof putObject>[1]): boolean {
  try {
    putObject(context, object)
    return true
  } catch (error) {
    if (error instanceof S3Error && error.code === 'PreconditionFailed') return false
    throw error
  }
}
