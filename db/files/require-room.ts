import { statfsSync } from 'node:fs'
import { noRoom } from '../model/no-room.ts'

/**
 * Asks before a piece of work what the work itself would find out too late.
 * @throws S3Error `InsufficientStorage` when there is less room on the disk of the folder
 */
export function requireRoom(folder: string, bytes: number): void {
  const { bavail, bsize } = statfsSync(folder)
  if (bavail * bsize < bytes) throw noRoom()
}
