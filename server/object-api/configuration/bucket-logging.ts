/** PutBucketLogging and GetBucketLogging. */

import { BUCKET_CONFIGURATIONS } from '../../../db/model/bucket-configuration.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type { GetBucketLoggingRequest, PutBucketLoggingRequest } from '../../protocol/generated/s3-types.ts'
import { existingBucket } from '../buckets/existing-bucket.ts'
import type { ObjectHandler } from '../handler.ts'
import { checkDocument } from '../request/check-document.ts'
import { storedConfiguration } from './stored-configuration.ts'

export const LOGGING_CONFIGURATION = BUCKET_CONFIGURATIONS.logging

/** An empty document turns logging off. */
export const putBucketLogging: ObjectHandler<PutBucketLoggingRequest> = async (ports, request) => {
  const { BucketLoggingStatus: configuration } = request.input
  checkDocument(request)
  const bucket = await existingBucket(ports, request)
  const { LoggingEnabled: logging } = configuration
  if (logging === undefined) {
    await ports.store.buckets.removeConfiguration(bucket.name, LOGGING_CONFIGURATION)
    return { output: {} }
  }
  const target = await ports.store.buckets.find(logging.TargetBucket)
  if (target === undefined || target.account !== bucket.account) {
    throw new S3Error('InvalidTargetBucketForLogging', { detail: { TargetBucket: logging.TargetBucket } })
  }
  if (target.region !== bucket.region) {
    const source = bucket.region === 'us-east-1' ? {} : { SourceBucketLocation: bucket.region }
    throw new S3Error('CrossLocationLoggingProhibitted', { detail: { ...source, TargetBucketLocation: target.region } })
  }
  await ports.store.buckets.putConfiguration(bucket.name, LOGGING_CONFIGURATION, configuration)
  return { output: {} }
}

export const getBucketLogging: ObjectHandler<GetBucketLoggingRequest> = async (ports, request) => {
  const bucket = await existingBucket(ports, request)
  const { output } = request.operation
  const stored = await storedConfiguration<Readonly<Record<string, unknown>>>(
    ports,
    bucket,
    LOGGING_CONFIGURATION,
    output,
  )
  return { output: stored ?? {} }
}
