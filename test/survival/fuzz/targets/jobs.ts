/** Whole jobs over manifests that somebody has made up. */
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import type { JobManifestFieldName, JobOperation } from '@aws-sdk/client-s3-control'
import { createJob } from '../../../support/create-job.ts'
import { REPORT } from '../../../support/job-world.ts'
import { waitForJob } from '../../../support/wait-for-job.ts'
import { Defect, type FuzzTarget, firstLine } from '../target.ts'
import { fieldsOf, MANIFEST_WORDS } from './manifests.ts'
import { never } from './refusals.ts'
import { openWireWorld, type WireWorld } from './wire-world.ts'

const OPERATIONS: readonly JobOperation[] = [
  { S3PutObjectTagging: { TagSet: [{ Key: 'a', Value: 'b' }] } },
  { S3PutObjectCopy: { TargetResource: 'arn:aws:s3:::reports', TargetKeyPrefix: 'copies' } },
  { S3ComputeObjectChecksum: {} },
  { S3InitiateRestoreObject: { ExpirationInDays: 1, GlacierJobTier: 'BULK' } },
]

let world: WireWorld | undefined

/** The fields, a line feed, and the manifest. The job ends, and says why in words of AWS's. */
export const jobs: FuzzTarget = {
  seeds: 'csv',
  words: [...MANIFEST_WORDS, 'reports,', 'reports,key'],
  maxBytes: 64 * 1024,
  weight: 0.2,
  async run(input, random) {
    world ??= await open()
    const { s3, control, watched } = world
    const [line, Body] = firstLine(input)
    const Fields = fieldsOf(line) as JobManifestFieldName[]
    const Operation = random.pick(OPERATIONS)
    await watched(async () => {
      const { ETag } = await s3.send(new PutObjectCommand({ Bucket: 'reports', Key: 'manifest', Body }))
      const Location = { ObjectArn: 'arn:aws:s3:::reports/manifest', ETag }
      const Manifest = { Spec: { Format: 'S3BatchOperations_CSV_20180820' as const, Fields }, Location }
      const Report =
        'S3ComputeObjectChecksum' in Operation ? { ...REPORT, ExpectedBucketOwner: '123456789012' } : REPORT
      const id = await createJob(control, { Operation, Manifest, Report })
      const { FailureReasons = [], ProgressSummary } = await waitForJob(control, id, 'Complete', 'Failed')
      const internal = FailureReasons.find(({ FailureCode }) => FailureCode === 'InternalError')
      if (internal !== undefined) throw new Defect(`the job failed by our own fault: ${internal.FailureReason}`)
      const { TotalNumberOfTasks = 0, NumberOfTasksSucceeded = 0, NumberOfTasksFailed = 0 } = ProgressSummary ?? {}
      const done = NumberOfTasksSucceeded + NumberOfTasksFailed
      if (FailureReasons.length === 0 && done !== TotalNumberOfTasks)
        throw new Defect(`${done} of ${TotalNumberOfTasks} tasks`)
    })
  },
  isRefusal: never,
  end: () => world?.end(),
}

async function open(): Promise<WireWorld> {
  const opened = await openWireWorld()
  for (const Bucket of ['reports', 'demo-src']) await opened.s3.send(new CreateBucketCommand({ Bucket }))
  await opened.s3.send(new PutObjectCommand({ Bucket: 'reports', Key: 'key', Body: 'x' }))
  return opened
}
