/** The inventory configurations of a bucket: put, get, list and delete. */

import { bucketOfArn } from '../../../db/model/arn.ts'
import { BUCKET_CONFIGURATIONS } from '../../../db/model/bucket-configuration.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type { InventoryConfiguration } from '../../protocol/generated/s3-types.ts'
import {
  deleteIdentified,
  getIdentified,
  type IdentifiedKind,
  listIdentified,
  putIdentified,
} from './identified-configurations.ts'

const inventory: IdentifiedKind<InventoryConfiguration> = {
  kind: BUCKET_CONFIGURATIONS.inventory,
  member: 'InventoryConfiguration',
  most: 1000,
  check({ Destination, OptionalFields = [] }) {
    if (bucketOfArn(Destination.S3BucketDestination.Bucket) === undefined) {
      throw new S3Error('InvalidS3DestinationBucket')
    }
    if (new Set(OptionalFields).size < OptionalFields.length) throw new S3Error('MalformedXML')
  },
}

export const putBucketInventoryConfiguration = putIdentified(inventory)
export const getBucketInventoryConfiguration = getIdentified(inventory)
export const deleteBucketInventoryConfiguration = deleteIdentified(inventory)
export const listBucketInventoryConfigurations = listIdentified(inventory)
