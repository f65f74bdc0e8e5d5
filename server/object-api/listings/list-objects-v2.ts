import type { ListObjectsV2Request } from '../../protocol/generated/s3-types.ts'
import { existingBucket } from '../buckets/existing-bucket.ts'
import type { ObjectHandler } from '../handler.ts'
import { openToken, sealToken } from './continuation-token.ts'
import { listPage } from './list-page.ts'
import { keyText, pageLimit } from './list-parameters.ts'
import { listedObject } from './listed-object.ts'

export const listObjectsV2: ObjectHandler<ListObjectsV2Request> = async (ports, request) => {
  const { input } = request
  const limit = pageLimit(input.MaxKeys, 'max-keys')
  const text = keyText(input.EncodingType)
  const after = input.ContinuationToken === undefined ? input.StartAfter : openToken(input.ContinuationToken)
  const bucket = await existingBucket(ports, request)
  const page = await listPage(ports.store, {
    bucket: bucket.name,
    prefix: input.Prefix ?? '',
    delimiter: input.Delimiter,
    after,
    limit,
  })
  const form = {
    keyText: text,
    withOwner: input.FetchOwner === true,
    withRestoreStatus: input.OptionalObjectAttributes?.includes('RestoreStatus') === true,
    nowMs: ports.clock.now(),
  }
  return {
    output: {
      Name: bucket.name,
      Prefix: text(input.Prefix ?? ''),
      MaxKeys: limit,
      KeyCount: page.objects.length + page.commonPrefixes.length,
      IsTruncated: page.next !== undefined,
      ...(input.Delimiter === undefined || input.Delimiter === '' ? {} : { Delimiter: text(input.Delimiter) }),
      ...(input.EncodingType === undefined ? {} : { EncodingType: input.EncodingType }),
      ...(input.StartAfter === undefined ? {} : { StartAfter: text(input.StartAfter) }),
      ...(input.ContinuationToken === undefined ? {} : { ContinuationToken: input.ContinuationToken }),
      ...(page.next === undefined ? {} : { NextContinuationToken: sealToken(page.next) }),
      Contents: page.objects.map((version) => listedObject(version, form, ports.settings)),
      CommonPrefixes: page.commonPrefixes.map((prefix) => ({ Prefix: text(prefix) })),
    },
  }
}
