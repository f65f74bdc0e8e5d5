/** PutBucketReplication, GetBucketReplication and DeleteBucketReplication. */

import { bucketOfArn } from '../../../db/model/arn.ts'
import { BUCKET_CONFIGURATIONS } from '../../../db/model/bucket-configuration.ts'
import type { Bucket } from '../../../db/model/object.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type {
  DeleteBucketReplicationRequest,
  GetBucketReplicationRequest,
  PutBucketReplicationRequest,
  ReplicationRule,
} from '../../protocol/generated/s3-types.ts'
import { existingBucket } from '../buckets/existing-bucket.ts'
import type { ObjectApiPorts, ObjectHandler } from '../handler.ts'
import { checkDocument } from '../request/check-document.ts'
import { checkReplicationRules, identifiedRules } from './replication-rules.ts'
import { removeConfiguration } from './stored-configuration.ts'

export const REPLICATION_CONFIGURATION = BUCKET_CONFIGURATIONS.replication

export const putBucketReplication: ObjectHandler<PutBucketReplicationRequest> = async (ports, request) => {
  const { ReplicationConfiguration: configuration } = request.input
  checkDocument(request)
  const bucket = await existingBucket(ports, request)
  if (bucket.versioning !== 'Enabled') {
    throw invalid("Versioning must be 'Enabled' on the bucket to apply a replication configuration")
  }
  checkReplicationRules(configuration.Rules)
  for (const rule of configuration.Rules) await checkDestination(ports, rule)
  const stored = { Role: configuration.Role, Rules: identifiedRules(configuration.Rules) }
  await ports.store.buckets.putConfiguration(bucket.name, REPLICATION_CONFIGURATION, stored)
  return { output: {} }
}

export const getBucketReplication: ObjectHandler<GetBucketReplicationRequest> = async (ports, request) => {
  const bucket = await existingBucket(ports, request)
  const stored = await ports.store.buckets.configuration(bucket.name, REPLICATION_CONFIGURATION)
  if (stored === undefined) {
    throw new S3Error('ReplicationConfigurationNotFoundError', { detail: { BucketName: bucket.name } })
  }
  return { output: { ReplicationConfiguration: stored } }
}

export const deleteBucketReplication: ObjectHandler<DeleteBucketReplicationRequest> = (ports, request) =>
  removeConfiguration(ports, request, REPLICATION_CONFIGURATION)

async function checkDestination(
  { store }: ObjectApiPorts,
  { Destination: destination }: ReplicationRule,
): Promise<void> {
  const name = bucketOfArn(destination.Bucket)
  if (name === undefined) throw new S3Error('InvalidArgument', { message: 'Invalid bucket ARN.' })
  const target: Bucket | undefined = await store.buckets.find(name)
  if (target === undefined) throw invalid('Destination bucket must have versioning enabled.')
  if (target.versioning !== 'Enabled') throw invalid('Destination bucket must have versioning enabled.')
  if (destination.AccessControlTranslation !== undefined && destination.Account === undefined) {
    throw invalid('Account must be specified when AccessControlTranslation is specified.')
  }
}

function invalid(message: string): S3Error {
  return new S3Error('InvalidRequest', { message })
}
