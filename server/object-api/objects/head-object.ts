import type { HeadObjectRequest } from '../../protocol/generated/s3-types.ts'
import type { ObjectHandler } from '../handler.ts'
import { readObject } from './read-object.ts'

export const headObject: ObjectHandler<HeadObjectRequest> = async (ports, request) => {
  const { version, status, output } = await readObject(ports, request)
  if (version.archiveTier === undefined) return { status, output }
  return { status, output: { ...output, ArchiveStatus: version.archiveTier } }
}
