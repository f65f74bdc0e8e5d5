import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { checksumOfRange } from '../../db/files/checksum.ts'
import { DamagedFile } from '../../db/model/damaged-file.ts'
import type { ManifestSlice } from './slice-plan.ts'

/** The slice with the CRC32 of its bytes. @throws DamagedFile when the file has become shorter */
export function withChecksum(slice: ManifestSlice): ManifestSlice {
  return { ...slice, checksum: checksumOf(slice) }
}

/** A job may go on days after its task file was written. @throws DamagedFile when the slice's bytes are not the same any more */
export function checkSlice(slice: ManifestSlice): void {
  if (!existsSync(slice.file)) throw damaged(slice, 'is missing')
  const checksum = checksumOf(slice)
  if (slice.checksum !== undefined && slice.checksum !== checksum)
    throw damaged(slice, 'does not have the bytes that were written')
}

function checksumOf(slice: ManifestSlice): number {
  const checksum = checksumOfRange(slice.file, slice.from, slice.to)
  if (checksum === undefined) throw damaged(slice, 'is too short')
  return checksum
}

function damaged({ file, number }: ManifestSlice, what: string): DamagedFile {
  return new DamagedFile(`The job's list of tasks, ${basename(file)} in its work folder, ${what} (slice ${number}).`)
}
