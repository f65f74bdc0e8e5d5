import assert from 'node:assert/strict'
import { CreateBucketCommand, type CreateBucketCommandInput, type S3Client } from '@aws-sdk/client-s3'

let buckets = 0

/** Makes a bucket that no other test has. */
export async function newBucket(s3: S3Client, options: Omit<CreateBucketCommandInput, 'Bucket'> = {}): Promise<string> {
  buckets += 1
  const name = `bucket-${process.pid}-${buckets}`
  await s3.send(new CreateBucketCommand({ Bucket: name, ...options }))
  return name
}

/** The request is refused with that code and, where it is given, that status. */
export async function refused(request: Promise<unknown>, code: string, status?: number): Promise<Record<string, any>> {
  const error = await request.then(
    () => assert.fail(`${code} was expected, and nothing was refused`),
    (reason: unknown) => reason as Record<string, any>,
  )
  // Where a refusal has no body, as on HEAD, clients have only its status to tell.
  const got = error['Code'] ?? error['name']
  if (got !== 'Unknown' && got !== 'UnknownError') assert.equal(got, code)
  if (status !== undefined) assert.equal(error['$metadata']?.httpStatusCode, status)
  return error
}

export async function textOf(reply: { Body?: { transformToString(): Promise<string> } | undefined }): Promise<string> {
  return (await reply.Body?.transformToString()) ?? ''
}
