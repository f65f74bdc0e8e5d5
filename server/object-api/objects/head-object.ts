import { isReadable } from '../../../db/model/archive.ts'
import type { HeadObjectRequest } from '../../protocol/generated/s3-types.ts'
import type { ObjectHandler } from '../handler.ts'
import { readObject } from './read-object.ts'

export const headObject: ObjectHandler<HeadObjectRequest> = async (ports, request) => {
  const { version, status, output } = await readObject(ports, request)
  // A restored object has left the archive tiers.
  if (version.archiveTier === undefined || isReadable(version, ports.clock.now())) return { status, output }
  return { status, output: { ...output, ArchiveStatus: version.archiveTier } }
}
