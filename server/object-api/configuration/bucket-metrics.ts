/** The metrics configurations of a bucket: put, get, list and delete. */
import { deleteIdentified, getIdentified, listIdentified, putIdentified } from './identified-configurations.ts'

const metrics = { kind: 'metrics', member: 'MetricsConfiguration', most: 1000 }

export const putBucketMetricsConfiguration = putIdentified(metrics)
export const getBucketMetricsConfiguration = getIdentified(metrics)
export const deleteBucketMetricsConfiguration = deleteIdentified(metrics)
export const listBucketMetricsConfigurations = listIdentified(metrics)
