import type { Bucket } from '../../../db/model/object.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type { AlikeObjects, ObjectWrites, PutObject } from '../../../db/objects/object-writes.ts'
import type { ObjectApiPorts, ObjectRequest } from '../../object-api/handler.ts'
import { receiveObject } from '../../object-api/objects/write-object.ts'
import type { PutObjectRequest } from '../../protocol/generated/s3-types.ts'
import { createBreather } from './breather.ts'
import { inParallel } from './in-parallel.ts'
import type { KeyPattern } from './key-pattern.ts'
import { ownerOf } from './plant-bucket.ts'
import type { SeedObject } from './seed.ts'
import { md5Of, requestBody, seedRequest } from './seed-request.ts'

/** Keys in one write, and such writes under way: the writer always has the next one, and requests get in between. */
const KEYS_A_WRITE = 256
const WRITES_AT_ONCE = 4

/**
 * Puts the objects of an entry, unless they are there.
 * @param isNew the bucket has just been made: nothing can be there
 * @returns how many were made
 */
export async function plantObjects(
  ports: ObjectApiPorts,
  bucket: Bucket,
  entry: SeedObject,
  isNew: boolean,
): Promise<number> {
  const { keys } = entry
  if (keys.count > 1) {
    const { object, writes } = await received(ports, bucket, entry, keys.key(0))
    const { body, key: _, ...alike } = object
    if (body.kind === 'inline') return plantAlike(writes, { ...alike, body }, keys)
    await writes.discard(body)
  }
  const breathe = createBreather()
  let made = 0
  await inParallel(numbers(0, keys.count), WRITES_AT_ONCE, async (number) => {
    await breathe()
    const key = keys.key(number)
    if (!isNew && (await isThere(ports, bucket, key))) return
    const { object, writes } = await received(ports, bucket, entry, key)
    if (await putIfMissing(() => writes.put(object))) made += 1
  })
  return made
}

/** What PutObject makes of the first is what all of them are. */
async function plantAlike(writes: ObjectWrites, alike: Omit<AlikeObjects, 'keys'>, keys: KeyPattern): Promise<number> {
  let made = 0
  await inParallel(numbers(0, keys.count, KEYS_A_WRITE), WRITES_AT_ONCE, async (first) => {
    const some = Array.from({ length: Math.min(KEYS_A_WRITE, keys.count - first) }, (_, at) => keys.key(first + at))
    const put = await writes.putAlike({ ...alike, keys: some })
    made += put
  })
  return made
}

interface Received {
  readonly object: PutObject
  readonly writes: ObjectWrites
}

/** What PutObject makes of a request for the entry, but for the write. */
async function received(
  ports: ObjectApiPorts,
  bucket: Bucket,
  { input, body }: SeedObject,
  key: string,
): Promise<Received> {
  const isLocked = input.ObjectLockMode !== undefined || input.ObjectLockLegalHoldStatus !== undefined
  const whole = { ...input, Bucket: bucket.name, Key: key, IfNoneMatch: '*' } as PutObjectRequest
  const request = seedRequest('PutObject', ownerOf(ports, bucket), whole, {
    md5: isLocked ? await md5Of(body) : undefined,
    body: requestBody(body),
  })
  return {
    object: await receiveObject(ports, request, bucket),
    writes: ports.store.causedBy(causeOf(request)).writes,
  }
}

export async function isThere({ store }: ObjectApiPorts, { name }: Bucket, key: string): Promise<boolean> {
  const version = await store.reads.find({ bucket: name, key })
  return version !== undefined && !version.deleteMarker
}

/** Somebody may have been faster. */
async function putIfMissing(put: () => Promise<unknown>): Promise<boolean> {
  try {
    await put()
    return true
  } catch (error) {
    if (error instanceof S3Error && error.code === 'PreconditionFailed') return false
    throw error
  }
}

function causeOf({ operation, caller, requestId, hostId }: ObjectRequest<unknown>) {
  return { operation: operation.name, account: caller.account, sourceIp: '127.0.0.1', requestId, hostId: hostId ?? '' }
}

function* numbers(from: number, below: number, step = 1): Generator<number> {
  for (let number = from; number < below; number += step) yield number
}
