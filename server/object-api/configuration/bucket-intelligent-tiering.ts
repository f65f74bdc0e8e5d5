/** The Intelligent-Tiering configurations of a bucket: put, get, list and delete. */

import { BUCKET_CONFIGURATIONS } from '../../../db/model/bucket-configuration.ts'
import { entryOf } from '../../../db/model/entry-of.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type { IntelligentTieringConfiguration } from '../../protocol/generated/s3-types.ts'
import {
  deleteIdentified,
  getIdentified,
  type IdentifiedKind,
  listIdentified,
  putIdentified,
} from './identified-configurations.ts'

/** Fewest days without access before an object moves there (User Guide, "How S3 Intelligent-Tiering works"). */
const LEAST_DAYS: Readonly<Record<string, number>> = { ARCHIVE_ACCESS: 90, DEEP_ARCHIVE_ACCESS: 180 }
const MOST_DAYS = 730

const intelligentTiering: IdentifiedKind<IntelligentTieringConfiguration> = {
  kind: BUCKET_CONFIGURATIONS.intelligentTiering,
  member: 'IntelligentTieringConfiguration',
  most: 1000,
  check({ Tierings }) {
    if (Tierings.length === 0) throw new S3Error('MalformedXML')
    for (const { AccessTier, Days } of Tierings) {
      const least = entryOf(LEAST_DAYS, AccessTier) ?? 0
      if (Days < least || Days > MOST_DAYS) {
        throw new S3Error('InvalidArgument', {
          message: `Days for ${AccessTier} must be between ${least} and ${MOST_DAYS}.`,
        })
      }
    }
  },
}

export const putBucketIntelligentTieringConfiguration = putIdentified(intelligentTiering)
export const getBucketIntelligentTieringConfiguration = getIdentified(intelligentTiering)
export const deleteBucketIntelligentTieringConfiguration = deleteIdentified(intelligentTiering)
export const listBucketIntelligentTieringConfigurations = listIdentified(intelligentTiering)
