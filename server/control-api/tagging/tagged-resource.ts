/** What TagResource, UntagResource and ListTagsForResource can be asked about: access points and buckets. */
import { accessPointOfArn } from '../../../db/model/access-point.ts'
import { bucketOfArn } from '../../../db/model/arn.ts'
import { BUCKET_CONFIGURATIONS } from '../../../db/model/bucket-configuration.ts'
import type { Tag } from '../../../db/model/object.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type { ObjectStore } from '../../../db/objects/object-store.ts'
import type { Caller } from '../../caller.ts'
import { ServiceError } from '../service-error.ts'

export interface TaggedResource {
  readonly tags: readonly Tag[]
  readonly put: (tags: readonly Tag[]) => Promise<unknown>
}

/** @throws S3Error `NoSuchResource`; ServiceError `NotImplemented` for a kind of resource that is not here */
export async function taggedResource(store: ObjectStore, caller: Caller, arn: string): Promise<TaggedResource> {
  const address = accessPointOfArn(arn)
  if (address !== undefined) {
    const point = address.account === caller.account ? await store.accessPoints.find(address) : undefined
    if (point === undefined) throw new S3Error('NoSuchResource')
    return { tags: point.tags, put: (tags) => store.accessPoints.change(point, { kind: 'tags', tags }) }
  }
  const bucket = /^arn:[^:]+:s3:::/.test(arn) ? bucketOfArn(arn) : undefined
  if (bucket !== undefined) return taggedBucket(store, caller, bucket)
  throw new ServiceError('NotImplemented', `Tags of ${arn} are not implemented by s3control-local.`)
}

const KIND = BUCKET_CONFIGURATIONS.tagging

interface StoredTagging {
  readonly TagSet: readonly { readonly Key: string; readonly Value: string }[]
}

async function taggedBucket({ buckets }: ObjectStore, caller: Caller, name: string): Promise<TaggedResource> {
  const bucket = await buckets.find(name)
  if (bucket === undefined || bucket.account !== caller.account) throw new S3Error('NoSuchResource')
  const stored = (await buckets.configuration(name, KIND)) as StoredTagging | undefined
  return {
    tags: (stored?.TagSet ?? []).map(({ Key, Value }) => ({ key: Key, value: Value })),
    put: (tags) =>
      tags.length === 0
        ? buckets.removeConfiguration(name, KIND)
        : buckets.putConfiguration(name, KIND, { TagSet: tags.map(({ key, value }) => ({ Key: key, Value: value })) }),
  }
}
