// A program as it would run on AWS: nothing here knows of the emulator. It tags two objects with a job.
import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { CreateBucketCommand, GetObjectTaggingCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { CreateJobCommand, DescribeJobCommand, S3ControlClient } from '@aws-sdk/client-s3-control'

const AccountId = process.env.AWS_ACCESS_KEY_ID
const s3 = new S3Client({ forcePathStyle: true })
const control = new S3ControlClient({})

const manifest = 'photos,a.jpg\nphotos,b.jpg\n'
await s3.send(new CreateBucketCommand({ Bucket: 'photos' }))
for (const [Key, Body] of [
  ['a.jpg', 'a'],
  ['b.jpg', 'b'],
  ['list.csv', manifest],
])
  await s3.send(new PutObjectCommand({ Bucket: 'photos', Key, Body }))

const { JobId } = await control.send(
  new CreateJobCommand({
    AccountId,
    ConfirmationRequired: false,
    Operation: { S3PutObjectTagging: { TagSet: [{ Key: 'reviewed', Value: 'yes' }] } },
    Report: { Enabled: false },
    Manifest: {
      Spec: { Format: 'S3BatchOperations_CSV_20180820', Fields: ['Bucket', 'Key'] },
      Location: { ObjectArn: 'arn:aws:s3:::photos/list.csv', ETag: createHash('md5').update(manifest).digest('hex') },
    },
    Priority: 1,
    RoleArn: `arn:aws:iam::${AccountId}:role/batch`,
  }),
)
let status
while (!['Complete', 'Failed'].includes(status)) {
  await sleep(100)
  status = (await control.send(new DescribeJobCommand({ AccountId, JobId }))).Job.Status
}
const { TagSet } = await s3.send(new GetObjectTaggingCommand({ Bucket: 'photos', Key: 'b.jpg' }))
console.log(`the job is ${status}, and b.jpg is tagged ${TagSet[0]?.Key}=${TagSet[0]?.Value}`)
process.exitCode = status === 'Complete' ? 0 : 1
