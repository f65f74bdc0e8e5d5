import { Agent } from 'node:http'
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { CreateAccessPointCommand, S3ControlClient } from '@aws-sdk/client-s3-control'

const AccountId = '123456789012'
const credentials = { accessKeyId: AccountId, secretAccessKey: 'test' }
const control = new S3ControlClient({ endpoint: 'http://127.0.0.1:4566', region: 'snow', credentials })

// The SDK puts NAME-ACCOUNT before the endpoint's host; where no resolver knows names under localhost, this does.
const httpAgent = new Agent({ lookup: (_name, _options, found) => found(null, [{ address: '127.0.0.1', family: 4 }]) })
const s3 = new S3Client({
  endpoint: 'http://localhost:4566',
  region: 'us-east-1',
  credentials,
  requestHandler: { httpAgent },
})

await s3.send(new CreateBucketCommand({ Bucket: 'js-books' }))
const { AccessPointArn, Alias } = await control.send(
  new CreateAccessPointCommand({ AccountId, Name: 'js-reading-room', Bucket: 'js-books' }),
)
await s3.send(new PutObjectCommand({ Bucket: AccessPointArn, Key: 'one', Body: 'text' }))
const { Body } = await s3.send(new GetObjectCommand({ Bucket: Alias, Key: 'one' }))
console.log(`ok - ${await Body?.transformToString()} by an access point`)
