/** The older metadata table configuration of a bucket: put, get and delete. Nothing is written to its table either. */
import { BUCKET_CONFIGURATIONS } from '../../../db/model/bucket-configuration.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type {
  CreateBucketMetadataTableConfigurationRequest,
  DeleteBucketMetadataTableConfigurationRequest,
  GetBucketMetadataTableConfigurationRequest,
  MetadataTableConfiguration,
} from '../../protocol/generated/s3-types.ts'
import { existingBucket } from '../buckets/existing-bucket.ts'
import type { ObjectHandler } from '../handler.ts'
import { checkDocument } from '../request/check-document.ts'
import { putConfiguration, removeConfiguration } from './stored-configuration.ts'

const KIND = BUCKET_CONFIGURATIONS.metadataTable
const NAMESPACE = 'aws_s3_metadata'

export const createBucketMetadataTableConfiguration: ObjectHandler<CreateBucketMetadataTableConfigurationRequest> = (
  ports,
  request,
) => {
  checkDocument(request)
  return putConfiguration(ports, request, KIND, request.input.MetadataTableConfiguration)
}

export const getBucketMetadataTableConfiguration: ObjectHandler<GetBucketMetadataTableConfigurationRequest> = async (
  ports,
  request,
) => {
  const bucket = await existingBucket(ports, request)
  const stored = (await ports.store.buckets.configuration(bucket.name, KIND)) as MetadataTableConfiguration | undefined
  if (stored === undefined) {
    throw new S3Error('MetadataConfigurationNotFound', { detail: { BucketName: bucket.name } })
  }
  const { TableBucketArn, TableName } = stored.S3TablesDestination
  return {
    output: {
      GetBucketMetadataTableConfigurationResult: {
        Status: 'ACTIVE',
        MetadataTableConfigurationResult: {
          S3TablesDestinationResult: {
            TableBucketArn,
            TableName,
            TableNamespace: NAMESPACE,
            TableArn: `${TableBucketArn}/table/${TableName}`,
          },
        },
      },
    },
  }
}

export const deleteBucketMetadataTableConfiguration: ObjectHandler<DeleteBucketMetadataTableConfigurationRequest> = (
  ports,
  request,
) => removeConfiguration(ports, request, KIND)
