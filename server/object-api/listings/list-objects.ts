import type { ListObjectsRequest } from '../../protocol/generated/s3-types.ts'
import { existingBucket } from '../buckets/existing-bucket.ts'
import type { ObjectHandler } from '../handler.ts'
import { listPage } from './list-page.ts'
import { keyText, pageLimit } from './list-parameters.ts'
import { listedObject } from './listed-object.ts'

export const listObjects: ObjectHandler<ListObjectsRequest> = async (ports, request) => {
  const { input } = request
  const limit = pageLimit(input.MaxKeys, 'max-keys')
  const text = keyText(input.EncodingType)
  const bucket = await existingBucket(ports, request)
  const page = await listPage(ports.store, {
    bucket: bucket.name,
    prefix: input.Prefix ?? '',
    delimiter: input.Delimiter,
    after: input.Marker,
    limit,
  })
  const form = {
    keyText: text,
    withOwner: true,
    withRestoreStatus: input.OptionalObjectAttributes?.includes('RestoreStatus') === true,
    nowMs: ports.clock.now(),
  }
  const delimiter = input.Delimiter === undefined || input.Delimiter === '' ? undefined : input.Delimiter
  return {
    output: {
      Name: bucket.name,
      // As it came: clients decode everything else of this listing, but not this.
      Prefix: input.Prefix ?? '',
      Marker: text(input.Marker ?? ''),
      MaxKeys: limit,
      IsTruncated: page.next !== undefined,
      ...(delimiter === undefined ? {} : { Delimiter: text(delimiter) }),
      ...(input.EncodingType === undefined ? {} : { EncodingType: input.EncodingType }),
      // Without a delimiter the last key is the next marker, and S3 leaves it out (API Reference, ListObjects).
      ...(page.next === undefined || delimiter === undefined ? {} : { NextMarker: text(page.next) }),
      Contents: page.objects.map((version) => listedObject(version, form, ports.settings)),
      CommonPrefixes: page.commonPrefixes.map((prefix) => ({ Prefix: text(prefix) })),
    },
  }
}
