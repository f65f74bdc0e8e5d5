/** The analytics configurations of a bucket: put, get, list and delete. */
import { deleteIdentified, getIdentified, listIdentified, putIdentified } from './identified-configurations.ts'

const analytics = { kind: 'analytics', member: 'AnalyticsConfiguration', most: 1000 }

export const putBucketAnalyticsConfiguration = putIdentified(analytics)
export const getBucketAnalyticsConfiguration = getIdentified(analytics)
export const deleteBucketAnalyticsConfiguration = deleteIdentified(analytics)
export const listBucketAnalyticsConfigurations = listIdentified(analytics)
