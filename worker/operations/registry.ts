import type { BatchOperation } from './batch-operation.ts'
import { computeObjectChecksum } from './compute-object-checksum.ts'
import { deleteObjectTagging } from './delete-object-tagging.ts'
import { initiateRestoreObject } from './initiate-restore-object.ts'
import { lambdaInvoke } from './lambda-invoke.ts'
import { putObjectAcl } from './put-object-acl.ts'
import { putObjectCopy } from './put-object-copy.ts'
import { putObjectLegalHold } from './put-object-legal-hold.ts'
import { putObjectRetention } from './put-object-retention.ts'
import { putObjectTagging } from './put-object-tagging.ts'
import { replicateObject } from './replicate-object.ts'
import { updateObjectEncryption } from './update-object-encryption.ts'

/** Every operation of a job that is built, by its name in AWS. */
export const operations = {
  LambdaInvoke: lambdaInvoke,
  S3PutObjectCopy: putObjectCopy,
  S3PutObjectAcl: putObjectAcl,
  S3PutObjectTagging: putObjectTagging,
  S3DeleteObjectTagging: deleteObjectTagging,
  S3InitiateRestoreObject: initiateRestoreObject,
  S3PutObjectLegalHold: putObjectLegalHold,
  S3PutObjectRetention: putObjectRetention,
  S3ComputeObjectChecksum: computeObjectChecksum,
  S3UpdateObjectEncryption: updateObjectEncryption,
  S3ReplicateObject: replicateObject,
} as const satisfies Readonly<Record<string, BatchOperation>>

const byName: ReadonlyMap<string, BatchOperation> = new Map(Object.entries(operations))

/** The code for AWS's name of an operation; undefined when it is not built. */
export function findOperation(name: string): BatchOperation | undefined {
  return byName.get(name)
}

/** @throws Error when there is none; for jobs that CreateJob has let through */
export function operationOf(name: string): BatchOperation {
  const operation = byName.get(name)
  if (operation === undefined) throw new Error(`no operation ${name}`)
  return operation
}
