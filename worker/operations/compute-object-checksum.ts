import { randomUUID } from 'node:crypto'
import type { ChecksumAlgorithm } from '../../db/model/checksum/algorithm.ts'
import type { ChecksumType } from '../../db/model/checksum/checksum-type.ts'
import type { ObjectVersion } from '../../db/model/object.ts'
import { S3Error } from '../../db/model/s3-error.ts'
import type { ObjectStore } from '../../db/objects/object-store.ts'
import { againWhenOvertaken, isOvertaken } from '../../db/objects/overtaken.ts'
import { type BatchOperation, type ManifestEntry, REQUEST_INVALID, type TaskOutcome } from './batch-operation.ts'
import { checksumMessage } from './checksum/checksum-message.ts'
import { checksumOfBody } from './checksum/checksum-of-body.ts'

interface ChecksumParameters {
  readonly ChecksumAlgorithm?: ChecksumAlgorithm
  readonly ChecksumType?: ChecksumType
}

/** Bodies are read while the thread waits: several in turn would push each other's pieces out of the processor's cache. */
const CONCURRENCY = 1

/**
 * Computes each object's checksum from its bytes and tells it in the report alone (reference 7.10). Archived objects are
 * read as well, SSE-C ones are not.
 *
 * choice: CRC64NVME of the full object without parameters; a report without ExpectedBucketOwner is let through, one with
 * another owner than the bucket's fails the job as for all operations.
 */
export const computeObjectChecksum: BatchOperation = {
  name: 'S3ComputeObjectChecksum',
  // Few, because each may be a large object and threads should share them.
  sliceRows: { least: 2, most: 400 },
  // A slice ends with a wait for the store, to put its results on record: others read and hash meanwhile.
  outside: true,
  successMessage: undefined,
  needsVersionId: false,
  validate(parameters, report) {
    const { algorithm, type } = wantedChecksum(parameters)
    return report.enabled && (algorithm !== 'CRC64NVME' || type === 'FULL_OBJECT') ? undefined : REQUEST_INVALID
  },
  begin({ operation }, { store }) {
    const { algorithm, type } = wantedChecksum(operation.parameters)
    return {
      kind: 'entries',
      concurrency: CONCURRENCY,
      apply: (entry) => againWhenOvertaken(() => compute(entry, store, algorithm, type)),
    }
  },
}

async function compute(
  entry: ManifestEntry,
  store: ObjectStore,
  algorithm: ChecksumAlgorithm,
  type: ChecksumType,
): Promise<TaskOutcome> {
  const version = await versionOf(entry, store)
  if (version === undefined) return failure('Key not found', 404)
  if (version.encryption?.kind === 'SSE-C') {
    return failure('SSE-C encryption type is not supported for this operation', 400)
  }
  try {
    const digest = await checksumOfBody(version, store.reads, algorithm, type)
    const message = checksumMessage({ ...digest, etag: version.etag, algorithm, type })
    return { succeeded: true, httpStatus: 200, errorCode: '', message }
  } catch (error) {
    if (isOvertaken(error)) throw error
    return failure('Internal server error, please retry', 500)
  }
}

function wantedChecksum({ ChecksumAlgorithm: algorithm, ChecksumType: type }: ChecksumParameters) {
  return { algorithm: algorithm ?? 'CRC64NVME', type: type ?? 'FULL_OBJECT' } as const
}

/** choice: whatever a row names that cannot be read as an object (no bucket, no version, a delete marker) is not found. */
async function versionOf(entry: ManifestEntry, { reads }: ObjectStore): Promise<ObjectVersion | undefined> {
  try {
    const version = await reads.version(entry)
    return version.deleteMarker ? undefined : version
  } catch (error) {
    if (error instanceof S3Error) return undefined
    throw error
  }
}

/** The user guide's form; its missing quotes are taken as a typing error (reference 7.10). */
function failure(text: string, code: number): TaskOutcome {
  const message = `error details: {"failureMessage":"Task ${randomUUID()} ${text}", "errorCode": "${code}"}`
  return { succeeded: false, httpStatus: 200, errorCode: 'PermanentFailure', message }
}
