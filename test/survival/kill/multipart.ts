import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  NoSuchUpload,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import type { Random } from '../support/random.ts'
import { type KillWorld, makeBuckets } from './kill-world.ts'
import { persist } from './persist.ts'
import type { SideLane } from './side-lane.ts'

const Bucket = 'multipart'
const PART_BYTES = 5 * 1024 * 1024
const KEYS = 6

/** Uploads in two parts, some of them aborted; each step is tried until it is answered. */
export async function startMultipart(world: KillWorld, random: Random): Promise<SideLane> {
  await makeBuckets(world, [Bucket])
  const { s3 } = world
  const first = random.bytes(PART_BYTES)
  const stored = new Map<string, string>()
  const stopped = new AbortController()
  let count = 0

  const uploadOne = async (number: number): Promise<void> => {
    const Key = `m${random.below(KEYS)}`
    const last = Buffer.from(`the last part of upload ${number}`)
    const { UploadId } = await persist(() => s3.send(new CreateMultipartUploadCommand({ Bucket, Key })))
    const upload = { Bucket, Key, UploadId }
    const Parts: CompletedPart[] = []
    for (const [index, Body] of [first, last].entries()) {
      const PartNumber = index + 1
      const { ETag } = await persist(() => s3.send(new UploadPartCommand({ ...upload, PartNumber, Body })))
      Parts.push({ PartNumber, ETag })
    }
    const aborts = random.next() < 0.2
    const end = async (): Promise<void> => {
      if (aborts) await s3.send(new AbortMultipartUploadCommand(upload))
      else await s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }))
    }
    await persist(end).catch((error: unknown) => {
      // The answer to an earlier attempt was lost; a completion that is sent again gets the same answer.
      if (!aborts || !(error instanceof NoSuchUpload)) throw error
    })
    if (!aborts) stored.set(Key, hash('md5', Buffer.concat([first, last])))
    count += 1
  }
  const done = (async () => {
    for (let number = 0; !stopped.signal.aborted; number++) {
      await uploadOne(number)
      await pause(100)
    }
  })()
  done.catch(() => undefined)

  return {
    what: 'multipart uploads completed and found again, or aborted',
    stop: () => stopped.abort(),
    async check() {
      await done
      for (const [Key, digest] of stored) {
        const { body } = await persist(() => world.get(`/${Bucket}/${Key}`))
        assert.equal(hash('md5', body), digest, `${Key} is what was completed last`)
      }
      await abortForgotten(world)
      return count
    },
  }
}

/** Begun by a request whose answer was lost: nobody knows of them but the service. */
async function abortForgotten({ s3 }: KillWorld): Promise<void> {
  const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket }))
  for (const { Key, UploadId } of Uploads) await s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }))
}
