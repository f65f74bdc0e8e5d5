/**
 * A store for trying a seed out: buckets come into being and are configured in memory alone, on top of those that are
 * there. So the very operations that will apply the seed say beforehand what is wrong with it.
 */
import type { Bucket } from '../../../db/model/object.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type { BucketStore } from '../../../db/objects/bucket-store.ts'
import type { ObjectStore } from '../../../db/objects/object-store.ts'

/** @param stage whether the buckets and objects of the real store count as there */
export function rehearsalStore(real: ObjectStore, stage: 'present' | 'empty'): ObjectStore {
  const nothing = { find: async () => undefined }
  const before =
    stage === 'present' ? real : { buckets: { ...real.buckets, ...nothing }, reads: { ...real.reads, ...nothing } }
  const store: ObjectStore = {
    ...real,
    reads: before.reads,
    buckets: rehearsedBuckets(before.buckets),
    causedBy: () => store,
  }
  return store
}

interface Rehearsed {
  bucket: Bucket
  /** What was put in the rehearsal; undefined for what was taken away. */
  readonly configurations: Map<string, unknown>
}

function rehearsedBuckets(real: BucketStore): BucketStore {
  const touched = new Map<string, Rehearsed>()
  const find = async (name: string): Promise<Bucket | undefined> => touched.get(name)?.bucket ?? real.find(name)
  const get = async (name: string): Promise<Bucket> => {
    const bucket = await find(name)
    if (bucket === undefined) throw new S3Error('NoSuchBucket', { detail: { BucketName: name } })
    return bucket
  }
  const touch = async (name: string, change: Partial<Bucket> = {}): Promise<Rehearsed> => {
    const { configurations } = touched.get(name) ?? { configurations: new Map<string, unknown>() }
    const rehearsed = { bucket: { ...(await get(name)), ...change }, configurations }
    touched.set(name, rehearsed)
    return rehearsed
  }
  return {
    ...real,
    find,
    get,
    async create({ configurations = {}, name, account, region, objectLock, acl }) {
      const versioning = objectLock ? 'Enabled' : 'Off'
      const bucket: Bucket = { id: 0, name, account, region, createdMs: 0, versioning, objectLock, acl, reactions: 1 }
      touched.set(name, { bucket, configurations: new Map(Object.entries(configurations)) })
      return bucket
    },
    async setVersioning(name, versioning) {
      const { objectLock } = await get(name)
      if (objectLock && versioning === 'Suspended') throw new S3Error('InvalidBucketState')
      await touch(name, { versioning })
    },
    async enableObjectLock(name) {
      await touch(name, { objectLock: true })
    },
    async setAcl(name, acl) {
      await touch(name, { acl })
    },
    async configuration(name, kind, id) {
      const rehearsed = touched.get(name)
      if (rehearsed?.configurations.has(kind) === true) return rehearsed.configurations.get(kind)
      return (await real.find(name)) === undefined ? undefined : real.configuration(name, kind, id)
    },
    async putConfiguration(name, kind, body) {
      const { configurations } = await touch(name, { reactions: 1 })
      configurations.set(kind, body)
    },
    async removeConfiguration(name, kind) {
      const { configurations } = await touch(name)
      configurations.set(kind, undefined)
      return true
    },
  }
}
