/** The analytics configurations of a bucket: put, get, list and delete. */
import { BUCKET_CONFIGURATIONS } from '../../../db/model/bucket-configuration.ts'
import { deleteIdentified, getIdentified, listIdentified, putIdentified } from './identified-configurations.ts'

const analytics = { kind: BUCKET_CONFIGURATIONS.analytics, member: 'AnalyticsConfiguration', most: 1000 }

export const putBucketAnalyticsConfiguration = putIdentified(analytics)
export const getBucketAnalyticsConfiguration = getIdentified(analytics)
export const deleteBucketAnalyticsConfiguration = deleteIdentified(analytics)
export const listBucketAnalyticsConfigurations = listIdentified(analytics)
