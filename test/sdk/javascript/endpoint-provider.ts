import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3'
import { ListJobsCommand, S3ControlClient } from '@aws-sdk/client-s3-control'

const endpoint = 'http://127.0.0.1:4566'
const settings = {
  region: 'eu-central-1',
  credentials: { accessKeyId: '123456789012', secretAccessKey: 'test' },
}
const s3 = new S3Client({ ...settings, endpoint, forcePathStyle: true })
const control = new S3ControlClient({
  ...settings,
  endpointProvider: () => ({ url: new URL(endpoint) }),
  disableHostPrefix: true, // not needed from version 3.1013 on
})

const { Buckets } = await s3.send(new ListBucketsCommand({}))
const { Jobs } = await control.send(new ListJobsCommand({ AccountId: '123456789012' }))
console.log(`ok - ${Buckets?.length ?? 0} buckets, ${Jobs?.length ?? 0} jobs`)
