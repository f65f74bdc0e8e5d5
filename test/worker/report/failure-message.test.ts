import assert from 'node:assert/strict'
import { test } from 'node:test'
import { s3FailureMessage, taskRequestIds } from '../../../worker/report/failure-message.ts'

test('an S3 error reads like an exception of the AWS SDK for Java', () => {
  const message = 'The specified copy source is larger than the maximum allowable size for a copy source: 5368709120'
  assert.equal(
    s3FailureMessage(
      { httpStatus: 400, errorCode: 'InvalidRequest', message },
      { requestId: 'FHNW4MF5ZMKBPDQY', extendedRequestId: 'ZXhhbXBsZQ==' },
    ),
    `${message} (Service: Amazon S3; Status Code: 400; Error Code: InvalidRequest; Request ID: FHNW4MF5ZMKBPDQY; ` +
      'S3 Extended Request ID: ZXhhbXBsZQ==; Proxy: null)',
  )
})

test('request ids look like those of S3', () => {
  const { requestId, extendedRequestId } = taskRequestIds('job', 3, 14)
  assert.match(requestId, /^[0-9A-Z]{16}$/)
  assert.match(extendedRequestId, /^[0-9A-Za-z+/]{64}$/)
})

test('a task has the same request ids each time, another task has others', () => {
  assert.deepEqual(taskRequestIds('job', 1, 2), taskRequestIds('job', 1, 2))
  const all = [taskRequestIds('job', 1, 2), taskRequestIds('job', 2, 1), taskRequestIds('other', 1, 2)]
  assert.equal(new Set(all.map(({ requestId }) => requestId)).size, 3)
})
