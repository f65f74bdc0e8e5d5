/** The metrics configurations of a bucket: put, get, list and delete. */
import { BUCKET_CONFIGURATIONS } from '../../../db/model/bucket-configuration.ts'
import { deleteIdentified, getIdentified, listIdentified, putIdentified } from './identified-configurations.ts'

const metrics = { kind: BUCKET_CONFIGURATIONS.metrics, member: 'MetricsConfiguration', most: 1000 }

export const putBucketMetricsConfiguration = putIdentified(metrics)
export const getBucketMetricsConfiguration = getIdentified(metrics)
export const deleteBucketMetricsConfiguration = deleteIdentified(metrics)
export const listBucketMetricsConfigurations = listIdentified(metrics)
