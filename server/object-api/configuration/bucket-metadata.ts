/**
 * The metadata configuration of a bucket: journal, inventory and annotation tables in S3 Tables. It is kept and shown as
 * if its tables were there.
 * choice: there is no S3 Tables here, so nothing is written to them.
 */
import { BUCKET_CONFIGURATIONS } from '../../../db/model/bucket-configuration.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type {
  CreateBucketMetadataConfigurationRequest,
  DeleteBucketMetadataConfigurationRequest,
  GetBucketMetadataConfigurationRequest,
  MetadataConfiguration,
  UpdateBucketMetadataAnnotationTableConfigurationRequest,
  UpdateBucketMetadataInventoryTableConfigurationRequest,
  UpdateBucketMetadataJournalTableConfigurationRequest,
} from '../../protocol/generated/s3-types.ts'
import { existingBucket } from '../buckets/existing-bucket.ts'
import type { ObjectApiPorts, ObjectHandler, ObjectReply, ObjectRequest } from '../handler.ts'
import { checkDocument } from '../request/check-document.ts'
import { tableDestination, tableResult } from './metadata-tables.ts'
import { removeConfiguration } from './stored-configuration.ts'

const KIND = BUCKET_CONFIGURATIONS.metadata

export const createBucketMetadataConfiguration: ObjectHandler<CreateBucketMetadataConfigurationRequest> = async (
  ports,
  request,
) => {
  checkDocument(request)
  const bucket = await existingBucket(ports, request)
  if ((await ports.store.buckets.configuration(bucket.name, KIND)) !== undefined) {
    throw new S3Error('InvalidRequest', { message: 'A metadata configuration already exists for this bucket.' })
  }
  await ports.store.buckets.putConfiguration(bucket.name, KIND, request.input.MetadataConfiguration)
  return { output: {} }
}

export const getBucketMetadataConfiguration: ObjectHandler<GetBucketMetadataConfigurationRequest> = async (
  ports,
  request,
) => {
  const bucket = await existingBucket(ports, request)
  const { JournalTableConfiguration, InventoryTableConfiguration, AnnotationTableConfiguration } = await stored(
    ports,
    bucket.name,
  )
  return {
    output: {
      GetBucketMetadataConfigurationResult: {
        MetadataConfigurationResult: {
          DestinationResult: tableDestination(bucket),
          JournalTableConfigurationResult: {
            ...tableResult(bucket, 'journal'),
            RecordExpiration: JournalTableConfiguration.RecordExpiration,
          },
          InventoryTableConfigurationResult: {
            ...(InventoryTableConfiguration?.ConfigurationState === 'ENABLED' ? tableResult(bucket, 'inventory') : {}),
            ConfigurationState: InventoryTableConfiguration?.ConfigurationState ?? 'DISABLED',
          },
          ...(AnnotationTableConfiguration === undefined
            ? {}
            : {
                AnnotationTableConfigurationResult: {
                  ...tableResult(bucket, 'annotation'),
                  ConfigurationState: AnnotationTableConfiguration.ConfigurationState,
                },
              }),
        },
      },
    },
  }
}

export const deleteBucketMetadataConfiguration: ObjectHandler<DeleteBucketMetadataConfigurationRequest> = (
  ports,
  request,
) => removeConfiguration(ports, request, KIND)

export const updateBucketMetadataJournalTableConfiguration: ObjectHandler<
  UpdateBucketMetadataJournalTableConfigurationRequest
> = (ports, request) => update(ports, request, 'JournalTableConfiguration')

export const updateBucketMetadataInventoryTableConfiguration: ObjectHandler<
  UpdateBucketMetadataInventoryTableConfigurationRequest
> = (ports, request) => update(ports, request, 'InventoryTableConfiguration')

export const updateBucketMetadataAnnotationTableConfiguration: ObjectHandler<
  UpdateBucketMetadataAnnotationTableConfigurationRequest
> = (ports, request) => update(ports, request, 'AnnotationTableConfiguration')

async function update<Table extends keyof MetadataConfiguration>(
  ports: ObjectApiPorts,
  request: ObjectRequest<{ readonly ExpectedBucketOwner?: string | undefined } & { readonly [Key in Table]: object }>,
  table: Table,
): Promise<ObjectReply> {
  checkDocument(request)
  const bucket = await existingBucket(ports, request)
  const before = await stored(ports, bucket.name)
  const after = { ...before, [table]: { ...before[table], ...request.input[table] } }
  await ports.store.buckets.putConfiguration(bucket.name, KIND, after)
  return { output: {} }
}

async function stored({ store }: ObjectApiPorts, bucket: string): Promise<MetadataConfiguration> {
  const configuration = await store.buckets.configuration(bucket, KIND)
  if (configuration === undefined)
    throw new S3Error('MetadataConfigurationNotFound', { detail: { BucketName: bucket } })
  return configuration as MetadataConfiguration
}
