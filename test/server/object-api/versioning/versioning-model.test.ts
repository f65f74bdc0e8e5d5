import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import * as sdk from '@aws-sdk/client-s3'
import {
  type Arbitrary,
  array,
  asyncProperty,
  assert as check,
  constant,
  constantFrom,
  nat,
  oneof,
  record,
} from 'fast-check'
import { testServer } from '../../../support/running-server.ts'
import { newBucket, textOf } from '../support.ts'
import { VersioningModel } from './model.ts'

const KEYS = ['a', 'b/1', 'b/2']
const key = constantFrom(...KEYS)
const step = oneof(
  { weight: 5, arbitrary: record({ kind: constant('put' as const), key }) },
  { weight: 3, arbitrary: record({ kind: constant('remove' as const), key }) },
  { weight: 3, arbitrary: record({ kind: constant('removeVersion' as const), key, which: nat(5) }) },
  { weight: 2, arbitrary: record({ kind: constant('copy' as const), key, to: key }) },
  {
    weight: 1,
    arbitrary: record({
      kind: constant('status' as const),
      status: constantFrom('Enabled' as const, 'Suspended' as const),
    }),
  },
)
type Step = typeof step extends Arbitrary<infer Value> ? Value : never

test('any sequence of writes, deletes and changes of versioning ends as in a model of S3', async () => {
  const { s3 } = await testServer({ after })
  await check(
    asyncProperty(array(step, { maxLength: 25 }), async (steps) => {
      const world = { s3, Bucket: await newBucket(s3), model: new VersioningModel(), ids: new Map<string, string>() }
      for (const [number, each] of steps.entries()) await take(world, each, String(number))
      assert.deepEqual(await listing(world), world.model.listing())
      for (const Key of KEYS) assert.equal(await read(world, Key), world.model.current(Key)?.body)
    }),
    { numRuns: 60 },
  )
})

interface World {
  readonly s3: sdk.S3Client
  readonly Bucket: string
  readonly model: VersioningModel
  /** The server's version ids, by it the model's. */
  readonly ids: Map<string, string>
}

async function take(world: World, each: Step, number: string): Promise<void> {
  const { s3, Bucket, model, ids } = world
  const note = (real: string | undefined, id: string | undefined) => {
    if (real !== undefined && id !== undefined) ids.set(real, id)
  }
  switch (each.kind) {
    case 'put': {
      const { VersionId } = await s3.send(new sdk.PutObjectCommand({ Bucket, Key: each.key, Body: number }))
      return note(VersionId, model.put(each.key, number, number))
    }
    case 'remove': {
      const { VersionId } = await s3.send(new sdk.DeleteObjectCommand({ Bucket, Key: each.key }))
      return note(VersionId, model.remove(each.key, number))
    }
    case 'removeVersion': {
      const version = model.versions(each.key)[each.which]
      if (version === undefined) return
      const VersionId = version.id === 'null' ? 'null' : [...ids].find(([, id]) => id === version.id)?.[0]
      await s3.send(new sdk.DeleteObjectCommand({ Bucket, Key: each.key, VersionId }))
      return model.removeVersion(each.key, version.id)
    }
    case 'copy': {
      const source = model.current(each.key)
      if (source?.body === undefined || each.key === each.to) return
      const copy = new sdk.CopyObjectCommand({ Bucket, Key: each.to, CopySource: `${Bucket}/${each.key}` })
      const { VersionId } = await s3.send(copy)
      return note(VersionId, model.put(each.to, source.body, number))
    }
    case 'status': {
      const VersioningConfiguration = { Status: each.status }
      await s3.send(new sdk.PutBucketVersioningCommand({ Bucket, VersioningConfiguration }))
      model.status = each.status
    }
  }
}

async function listing({ s3, Bucket, ids }: World): Promise<ReturnType<VersioningModel['listing']>> {
  const page = await s3.send(new sdk.ListObjectVersionsCommand({ Bucket }))
  const line = ({ Key, VersionId, IsLatest }: sdk.ObjectVersion | sdk.DeleteMarkerEntry, body: string | undefined) =>
    `${Key} ${VersionId === 'null' ? 'null' : ids.get(VersionId ?? '')} ${body}${IsLatest === true ? '*' : ''}`
  const objects = (page.Versions ?? []).map(async (version) => {
    const { Key, VersionId } = version
    return line(version, await textOf(await s3.send(new sdk.GetObjectCommand({ Bucket, Key, VersionId }))))
  })
  return {
    objects: await Promise.all(objects),
    markers: (page.DeleteMarkers ?? []).map((marker) => line(marker, undefined)),
  }
}

async function read({ s3, Bucket }: World, Key: string): Promise<string | undefined> {
  try {
    return await textOf(await s3.send(new sdk.GetObjectCommand({ Bucket, Key })))
  } catch (error) {
    if (error instanceof sdk.NoSuchKey) return undefined
    throw error
  }
}
