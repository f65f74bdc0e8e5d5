import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3'
import { ListJobsCommand, S3ControlClient } from '@aws-sdk/client-s3-control'

const settings = {
  endpoint: 'http://127.0.0.1:4566',
  region: 'snow', // in this region alone S3 Control clients leave the endpoint's host as it is
  credentials: { accessKeyId: '123456789012', secretAccessKey: 'test' },
}
const s3 = new S3Client(settings)
const control = new S3ControlClient(settings)

const { Buckets } = await s3.send(new ListBucketsCommand({}))
const { Jobs } = await control.send(new ListJobsCommand({ AccountId: '123456789012' }))
console.log(`ok - ${Buckets?.length ?? 0} buckets, ${Jobs?.length ?? 0} jobs`)
