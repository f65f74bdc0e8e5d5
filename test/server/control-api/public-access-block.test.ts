import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import {
  DeletePublicAccessBlockCommand,
  GetPublicAccessBlockCommand,
  NoSuchPublicAccessBlockConfiguration,
  PutPublicAccessBlockCommand,
  S3ControlServiceException,
} from '@aws-sdk/client-s3-control'
import { ACCOUNT, testServer } from '../../support/running-server.ts'

const AccountId = ACCOUNT

describe('the public access block of an account', async () => {
  const { control, controlOf } = await testServer({ after })
  const get = () => control.send(new GetPublicAccessBlockCommand({ AccountId }))
  const put = (PublicAccessBlockConfiguration: object) =>
    control.send(new PutPublicAccessBlockCommand({ AccountId, PublicAccessBlockConfiguration }))

  test('is not there until it is put, and holds for all Regions', async () => {
    await assert.rejects(get(), NoSuchPublicAccessBlockConfiguration)
    await put({ BlockPublicAcls: true, RestrictPublicBuckets: false })
    const elsewhere = controlOf({ region: 'eu-west-1' })
    const { PublicAccessBlockConfiguration } = await elsewhere.send(new GetPublicAccessBlockCommand({ AccountId }))
    assert.deepEqual(PublicAccessBlockConfiguration, {
      BlockPublicAcls: true,
      IgnorePublicAcls: false,
      BlockPublicPolicy: false,
      RestrictPublicBuckets: false,
    })
  })

  test('says something when it is put', async () => {
    await assert.rejects(put({}), (error: S3ControlServiceException) => {
      assert.deepEqual([error.name, error.message], ['InvalidRequest', 'Must specify at least one configuration.'])
      return true
    })
  })

  test('is deleted, and deleted again', async () => {
    for (let time = 0; time < 2; time += 1) {
      const { $metadata } = await control.send(new DeletePublicAccessBlockCommand({ AccountId }))
      assert.equal($metadata.httpStatusCode, 204)
    }
    await assert.rejects(get(), NoSuchPublicAccessBlockConfiguration)
  })
})
