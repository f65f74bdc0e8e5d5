import { rmSync } from 'node:fs'
import { isReadable } from '../../../db/model/archive.ts'
import type { ObjectAddress, ObjectVersion } from '../../../db/model/object.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import { JobFailed } from '../../job-failed.ts'
import type { ManifestField } from '../../manifest/slice-plan.ts'
import type { WorkTools } from '../work-tools.ts'

/** A manifest that lies in the job's work folder. */
export interface FetchedManifest {
  readonly files: readonly { readonly path: string; readonly gzip: boolean }[]
  readonly fields: readonly ManifestField[]
}

/**
 * The object that a job names as its manifest, or a part of it. An ETag is compared without the quotes that some
 * clients leave in (reference 1.3).
 *
 * choice: an SSE-C or archived object counts as one that the role may not read.
 */
export async function findManifestObject(
  address: ObjectAddress,
  etag: string | undefined,
  { store, clock }: WorkTools,
): Promise<ObjectVersion> {
  const version = await findVersion(address, store)
  if (etag !== undefined && version.etag !== etag.replaceAll('"', '')) {
    throw new JobFailed('ManifestNotFound', 'Etag mismatch reading manifest')
  }
  if (version.encryption?.kind === 'SSE-C' || !isReadable(version, clock.now())) {
    throw new JobFailed('AccessDenied', 'Reading the manifest is forbidden: 403 Forbidden')
  }
  return version
}

async function findVersion(address: ObjectAddress, store: WorkTools['store']): Promise<ObjectVersion> {
  const missing = new JobFailed('ManifestNotFound', 'Manifest object was not found')
  try {
    const version = await store.reads.version(address)
    if (version.deleteMarker) throw missing
    return version
  } catch (error) {
    throw error instanceof S3Error ? missing : error
  }
}

/** Puts an object's bytes into a file, in place of what an earlier attempt left. @returns false when it was stopped */
export async function fetchObject(
  version: ObjectVersion,
  path: string,
  { store, stop }: Pick<WorkTools, 'store' | 'stop'>,
): Promise<boolean> {
  // Never written over: the file may share its bytes with the store.
  rmSync(path, { force: true })
  await store.reads.save(version, path)
  return !stop.requested
}
