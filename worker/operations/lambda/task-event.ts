import { randomUUID } from 'node:crypto'
import { bucketArn } from '../../../db/model/arn.ts'
import { entryOf } from '../../../db/model/entry-of.ts'
import type { ManifestEntry } from '../batch-operation.ts'

/** Writes the event of one invocation, as JSON text. */
export type EventWriter = (taskId: string, entry: ManifestEntry) => string

/**
 * Events of a job in the form of its schema version (reference 7.1). The key is the manifest's text, still encoded:
 * functions decode it.
 *
 * choice: `userArguments` is null in a job of schema 2.0 without arguments, as `s3VersionId` is without a version.
 */
export function createEventWriter(
  jobId: string,
  schemaVersion = '1.0',
  userArguments?: Readonly<Record<string, string>>,
): EventWriter {
  const { job, task } = entryOf(SCHEMAS, schemaVersion) ?? SCHEMA_1
  const jobPart = job(jobId, userArguments)
  return (taskId, entry) =>
    JSON.stringify({
      invocationSchemaVersion: schemaVersion,
      invocationId: opaqueId(),
      job: jobPart,
      tasks: [{ taskId, s3Key: entry.rawKey, s3VersionId: entry.versionId ?? null, ...task(entry) }],
    })
}

/** Opaque base64 text, as all of AWS's examples have it. */
export function newTaskId(): string {
  return opaqueId()
}

interface Schema {
  readonly job: (id: string, userArguments: Readonly<Record<string, string>> | undefined) => object
  readonly task: (entry: ManifestEntry) => object
}

const SCHEMA_1: Schema = {
  job: (id) => ({ id }),
  task: ({ bucket }) => ({ s3BucketArn: bucketArn(bucket) }),
}

const SCHEMAS: Readonly<Record<string, Schema>> = {
  '1.0': SCHEMA_1,
  '2.0': {
    job: (id, userArguments) => ({ id, userArguments: userArguments ?? null }),
    task: ({ bucket }) => ({ s3Bucket: bucket }),
  },
}

/** choice: other versions are refused. */
export const SCHEMA_VERSIONS: ReadonlySet<string> = new Set(Object.keys(SCHEMAS))

function opaqueId(): string {
  return Buffer.from(randomUUID()).toString('base64')
}
